//! Drawn things: the mark, the icons, the small scenes. All of it decoration:
//! the words beside them say the same.

use leptos::prelude::*;

/// Signs beside words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Something is wrong.
    Alert,
    /// Back to the page before.
    Back,
    /// A photo.
    Camera,
    /// Done.
    Check,
    /// A date or a time limit.
    Clock,
    /// Who can see it.
    Eye,
    /// The language.
    Globe,
    /// The first page.
    Home,
    /// What a committee has to do.
    Inbox,
    /// The size of letters.
    Letters,
    /// What only few can see.
    Lock,
    /// What belongs to me.
    Mine,
    /// Several people.
    People,
    /// A place.
    Place,
    /// Paper.
    Printer,
    /// Say what is wrong.
    Speak,
    /// Something to know.
    Told,
}

impl Icon {
    /// The drawing on a grid of 24, to be stroked.
    const fn paths(self) -> &'static str {
        match self {
            Self::Alert => r#"<path d="M12 4 2.8 19.6h18.4zM12 10v4.4M12 17.2v.1"/>"#,
            Self::Back => r#"<path d="M19 12H5m6-6-6 6 6 6"/>"#,
            Self::Camera => {
                r#"<path d="M3 8.5A1.5 1.5 0 0 1 4.5 7H8l1.5-2.5h5L16 7h3.5A1.5 1.5 0 0 1 21 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5z"/><circle cx="12" cy="13" r="3.6"/>"#
            }
            Self::Check => r#"<path d="m4.5 12.5 5 5 10-11"/>"#,
            Self::Clock => r#"<circle cx="12" cy="12" r="8.8"/><path d="M12 7v5.2l3.4 2"/>"#,
            Self::Eye => {
                r#"<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>"#
            }
            Self::Globe => {
                r#"<circle cx="12" cy="12" r="8.8"/><path d="M3.2 12h17.6M12 3.2c5 5 5 12.6 0 17.6-5-5-5-12.6 0-17.6z"/>"#
            }
            Self::Home => {
                r#"<path d="M3.5 20.5v-9L12 4l8.5 7.5v9M3.5 20.5h17M9.5 20.5V17a2.5 2.5 0 0 1 5 0v3.5"/>"#
            }
            Self::Inbox => {
                r#"<path d="M3.5 13.5 6 5h12l2.5 8.5V19h-17zM3.5 13.5h5a3.5 3.5 0 0 0 7 0h5"/>"#
            }
            Self::Letters => {
                r#"<path d="m2.5 19 5.25-14L13 19M4.3 14.5h6.9M14.5 19l3.5-9 3.5 9M15.7 16h4.6"/>"#
            }
            Self::Lock => {
                r#"<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>"#
            }
            Self::Mine => {
                r#"<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.5-4.5 3.5-7 8-7s7.5 2.5 8 7"/>"#
            }
            Self::People => {
                r#"<circle cx="8.5" cy="8.5" r="3.5"/><path d="M2 20c.4-4 2.8-6 6.5-6s6.1 2 6.5 6M15 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.5c2.7.6 4.2 2.4 4.5 5.5"/>"#
            }
            Self::Place => {
                r#"<path d="M2.5 20.5v-8l5-4 5 4v8M12.5 20.5V8l4.5-3.5L21.5 8v12.5M2.5 20.5h19M6.5 15.5h2M16 11.5h2M16 15.5h2"/>"#
            }
            Self::Printer => r#"<path d="M7 8V3.5h10V8M7 17H3.5V8h17v9H17M7 14h10v6.5H7z"/>"#,
            Self::Speak => {
                r#"<path d="M4 4.5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1zM12 7.5v6M9 10.5h6"/>"#
            }
            Self::Told => r#"<circle cx="12" cy="12" r="8.8"/><path d="M12 11v5.5M12 7.5v.1"/>"#,
        }
    }
}

/// An icon; decoration beside words.
#[component]
pub fn IconSign(
    /// Which one.
    icon: Icon,
) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.paths()></svg> }
}

/// The mark of Linli: two houses under one roof line, a bridge for a door.
#[component]
pub fn Mark() -> impl IntoView {
    view! { <svg class="sign" viewBox="0 0 32 32" aria-hidden="true" inner_html=MARK></svg> }
}

const MARK: &str = r#"<rect class="m-ground" width="32" height="32" rx="9"/><path class="m-line" d="M6 24V14.2l5-4.2 5 4.2 5-4.2 5 4.2V24M12 24v-.5a4 4 0 0 1 8 0v.5"/><path class="m-water" d="M4.5 27h23"/>"#;

/// Small pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// The two banks and the bridge, nobody on it.
    Bridge,
    /// A light on the neighbours' bank.
    HereNeighbours,
    /// A light on government's bank.
    HereGovernment,
    /// Lights on both banks: it is settled.
    Settled,
    /// A boat that has lost its way.
    Lost,
}

impl Scene {
    const fn drawing(self) -> [&'static str; 3] {
        match self {
            Self::Bridge => [LAND, "", BRIDGE],
            Self::HereNeighbours => [LAND, LIGHT_OWN, BRIDGE],
            Self::HereGovernment => [LAND, LIGHT_GOV, BRIDGE],
            Self::Settled => [LAND, LIGHT_BOTH, BRIDGE],
            Self::Lost => [LAND, SHORE, BOAT],
        }
    }
}

/// A small picture; decoration beside words.
#[component]
pub fn SceneView(
    /// Which one.
    scene: Scene,
) -> impl IntoView {
    let drawing = scene.drawing().concat();
    view! { <svg class="scene" viewBox="0 0 320 92" aria-hidden="true" inner_html=drawing></svg> }
}

/// Houses, trees and water; the office on the other side.
const LAND: &str = concat!(
    r#"<path class="w" d="M108 76q6-4 12 0t12 0 12 0 12 0 12 0 12 0 12 0 12 0 12 0M126 84q6-4 12 0t12 0 12 0 12 0 12 0 12 0"/>"#,
    r#"<path class="o-fill" d="M10 64V40l14-11 14 11v24zM66 64V34h24v30z"/><path class="g-fill" d="M230 64V40h52v24z"/>"#,
    r#"<path class="o" d="M10 64V40l14-11 14 11v24M38 64V47l11-8 11 8v17M66 64V34h24v30M21 64v-9a3 3 0 0 1 6 0v9M46.5 52h5M72 41h4M80 41h4M72 49h4M80 49h4M72 57h4M80 57h4"/>"#,
    r#"<path class="o" d="M-900 64H92"/>"#,
    r#"<path class="g" d="M230 64V40h52v24M225 40l31-15 31 15zM239 46v12M250.5 46v12M261.5 46v12M273 46v12M256 25v-9h9l-2.5 2.5L265 21h-9"/>"#,
    r#"<path class="g" d="M1220 64H228"/>"#,
    r#"<path class="g" d="M300 64V52"/><circle class="g-fill g" cx="300" cy="46" r="7"/>"#,
);

/// A stone bridge with one arch.
const BRIDGE: &str = r#"<path class="s-fill" d="M92 64C124 42 196 42 228 64L206 76h-16a30 22 0 0 0-60 0h-16z"/><path class="s" d="M92 64C124 42 196 42 228 64M130 76a30 22 0 0 1 60 0M92 58C124 36 196 36 228 58M104 51.5v6M126 44v6M148 41v6M172 41v6M194 44v6M216 51.5v6"/>"#;

/// Where the land ends without a bridge.
const SHORE: &str = r#"<path class="o" d="M92 64h6c8 0 8 12 16 12"/><path class="g" d="M228 64h-6c-8 0-8 12-16 12"/>"#;

/// A boat without a bridge.
const BOAT: &str = r#"<path class="s-fill s" d="M136 66h48l-8 11h-32z"/><path class="s" d="M160 66V38"/><path class="l" d="M160 40l17 20h-17z"/>"#;

const LIGHT_OWN: &str = r#"<circle class="glow" cx="49" cy="22" r="15"/><path class="l" d="M49 34c-6-6.5-8.5-9.8-8.5-13.5a8.5 8.5 0 0 1 17 0c0 3.7-2.5 7-8.5 13.5z"/><circle class="l-eye" cx="49" cy="20.5" r="3"/>"#;
const LIGHT_GOV: &str = r#"<circle class="glow" cx="290" cy="19" r="15"/><path class="l" d="M290 31c-6-6.5-8.5-9.8-8.5-13.5a8.5 8.5 0 0 1 17 0c0 3.7-2.5 7-8.5 13.5z"/><circle class="l-eye" cx="290" cy="17.5" r="3"/>"#;
const LIGHT_BOTH: &str = r#"<path class="s" d="M90 36c40-16 100-16 140 4"/><path class="l" d="M112 30.5v3a4.5 5 0 1 0 .1 0zM138 26v3a4.5 5 0 1 0 .1 0zM164 25.5v3a4.5 5 0 1 0 .1 0zM190 28v3a4.5 5 0 1 0 .1 0zM213 33v3a4.5 5 0 1 0 .1 0z"/>"#;
