//! What a browser without scripts gets: the HTML of each island is complete.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use islands::photo_preview::Room;
use islands::place_map::{Frame, Point, Shape, shape_path};
use islands::{
    DraftKeeper, DraftLabels, MapFields, MapLabels, PhotoLabels, PhotoPreview, PlaceMap,
    PlaceShapes,
};
use leptos::prelude::*;

fn html<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().to_html());
    owner.unset_with_forced_cleanup();
    html
}

/// The opening tag of the element with that class.
fn tag_of<'a>(html: &'a str, class: &str) -> &'a str {
    let at = html.find(class).expect("the class is there");
    let from = html[..at].rfind('<').expect("a tag begins");
    &html[from..from + html[from..].find('>').expect("a tag ends")]
}

fn photos(described_by: &str, invalid: bool) -> String {
    let described_by = described_by.to_owned();
    html(move || {
        view! {
            <PhotoPreview
                id="photos".to_owned()
                name="photo".to_owned()
                described_by=described_by
                invalid=invalid
                room=Room { most: 8, largest: 15_000_000 }
                labels=PhotoLabels { remove: "拿掉".into(), ..PhotoLabels::default() }
            />
        }
    })
}

#[test]
fn photos_can_be_chosen_without_scripts() {
    let html = photos("photos-hint", false);
    assert!(html.contains(r#"type="file""#), "{html}");
    assert!(
        html.contains(r#"id="photos""#) && html.contains(r#"name="photo""#),
        "{html}"
    );
    assert!(
        html.contains(r#"accept="image/jpeg,image/png,image/webp""#),
        "{html}"
    );
    assert!(html.contains(" multiple"), "{html}");
    assert!(
        !html.contains("capture"),
        "the gallery must stay open to choose from: {html}"
    );
    assert!(html.contains(r#"aria-describedby="photos-hint""#), "{html}");
    assert!(!html.contains("aria-invalid"), "{html}");
    assert!(html.contains(r#"role="status""#), "{html}");
}

#[test]
fn a_fault_with_the_photos_is_told_to_the_ear_too() {
    let html = photos("", true);
    assert!(html.contains(r#"aria-invalid="true""#), "{html}");
    assert!(!html.contains("aria-describedby"), "{html}");
}

const FRAME: Frame = Frame {
    south: 0,
    west: 0,
    north: 100_000,
    east: 100_000,
    width: 1000,
    height: 1000,
};

fn garden(href: Option<&str>) -> Shape {
    let ring = vec![
        [0.01, 0.01],
        [0.06, 0.01],
        [0.06, 0.06],
        [0.01, 0.06],
        [0.01, 0.01],
    ];
    Shape {
        slug: "jade-court".into(),
        name: "翠苑 <b>".into(),
        path: shape_path(&FRAME, &[vec![ring]], 1),
        href: href.map(str::to_owned),
    }
}

fn map(shapes: Vec<Shape>, point: Option<Point>) -> String {
    html(move || {
        let fields = MapFields {
            latitude: "latitude".into(),
            longitude: "longitude".into(),
            place: "place".into(),
        };
        let labels = MapLabels {
            locate: "Use my position".into(),
            ..MapLabels::default()
        };
        view! {
            <PlaceMap frame=Some(FRAME) fields=fields point=point labels=labels>
                <PlaceShapes
                    frame=FRAME
                    shapes=shapes
                    chosen="jade-court".to_owned()
                    point=point
                    label="Map".to_owned()
                />
            </PlaceMap>
        }
    })
}

#[test]
fn the_map_is_drawn_by_the_server_and_its_shapes_lead_on() {
    let html = map(vec![garden(Some("/report?place=jade-court"))], None);
    assert!(html.contains(r#"viewBox="0 0 1000 1000""#), "{html}");
    assert!(
        html.contains(r#"href="/report?place=jade-court""#),
        "{html}"
    );
    assert!(
        html.contains(r#"d="M100 900L600 900L600 400L100 400Z""#),
        "{html}"
    );
    assert!(html.contains("data-chosen"), "{html}");
    assert!(
        html.contains("翠苑 &lt;b&gt;") && !html.contains("<b>"),
        "{html}"
    );
}

#[test]
fn the_buttons_that_need_scripts_stay_hidden_without_them() {
    let html = map(vec![garden(None)], None);
    assert!(
        tag_of(&html, "place-map-acts").contains(" hidden"),
        "{html}"
    );
    assert!(
        tag_of(&html, "place-map-keys").contains(" hidden"),
        "{html}"
    );
    assert!(
        html.contains(r#"name="latitude""#) && html.contains(r#"name="longitude""#),
        "{html}"
    );
    assert!(html.contains(r#"visibility="hidden""#), "{html}");
}

#[test]
fn a_point_chosen_before_is_kept_in_the_form_and_on_the_map() {
    let html = map(vec![garden(None)], Point::from_degrees(0.05, 0.02));
    assert!(html.contains(r#"value="0.050000""#), "{html}");
    assert!(html.contains(r#"value="0.020000""#), "{html}");
    assert!(
        html.contains(r#"visibility="visible" transform="translate(200 500)""#),
        "{html}"
    );
}

#[test]
fn where_nothing_is_drawn_the_point_and_the_button_are_left() {
    let html = html(|| {
        let fields = MapFields {
            latitude: "latitude".into(),
            longitude: "longitude".into(),
            place: "place".into(),
        };
        let point = Point::from_degrees(0.05, 0.02);
        let frame: Option<Frame> = None;
        let drawing: Option<AnyView> = None;
        view! {
            <PlaceMap frame fields point labels=MapLabels::default()>
                {drawing}
            </PlaceMap>
        }
    });
    assert!(!html.contains("<svg"), "{html}");
    assert!(html.contains(r#"value="0.050000""#), "{html}");
    assert!(html.contains("<button"), "{html}");
    assert!(
        tag_of(&html, "place-map-keys").contains(" hidden"),
        "{html}"
    );
}

#[test]
fn shapes_are_not_sent_twice() {
    let html = map(vec![garden(None)], None);
    assert_eq!(html.matches("M100 900").count(), 1, "{html}");
}

#[test]
fn a_name_that_does_not_fit_is_left_to_the_list() {
    let long = Shape {
        name: "一".repeat(40),
        ..garden(None)
    };
    let html = map(vec![long], None);
    assert!(!html.contains("<text"), "{html}");
    assert!(html.contains("data-name"), "{html}");
}

#[test]
fn a_draft_shows_nothing_until_something_is_kept() {
    let html = html(|| {
        view! {
            <DraftKeeper
                key="report".to_owned()
                form="report".to_owned()
                fields=vec!["words".to_owned()]
                sent=false
                labels=DraftLabels { forget: "Delete what is kept".into(), ..DraftLabels::default() }
            />
        }
    });
    assert!(
        tag_of(&html, "draft-keeper-forget").contains(" hidden"),
        "{html}"
    );
    let (_, said) = html.split_once("draft-keeper-said").unwrap();
    let (_, words) = said.split_once('>').unwrap();
    let (words, _) = words.split_once('<').unwrap();
    assert_eq!(words.trim(), "", "{html}");
}

#[test]
fn no_island_writes_a_script_or_a_style_into_the_page() {
    let all = [photos("", true), map(vec![garden(None)], None)].concat();
    assert!(
        !all.contains("<script") && !all.contains("style=") && !all.contains("onclick"),
        "{all}"
    );
}
