//! Photos of posts: no mistake loses one, everybody who sees the post sees them, and they
//! are out of sight with it.

use domain::reference::Reference;

use crate::app::{Answer, Visitor};
use crate::case::{picture, upload};
use crate::lane::Lane;
use crate::moderation::{flags, neighbours};
use crate::threads::{at, fills, opened, says, went_on};

const WORDS: &str = "Look at the cellar.";

/// Sends what the form of the page holds, with these fields and photos.
async fn shows(
    browser: &mut Visitor,
    thread: Reference,
    fields: &[(&str, &str)],
    photos: usize,
) -> Answer {
    let files = vec![picture(); photos];
    upload(browser, &at(thread, "/posts"), fields, &files).await
}

/// The addresses of the small photos on a page.
fn photos(text: &str) -> Vec<String> {
    let parts = text.split("src=\"/photos/").skip(1);
    let ends = parts.filter_map(|part| part.split('"').next());
    ends.map(|end| format!("/photos/{end}")).collect()
}

async fn page(browser: &mut Visitor, thread: Reference) -> Answer {
    browser.get(&at(thread, "")).await.expect(200)
}

/// A thread in which the author said something, with two photos.
async fn shown(lane: &Lane) -> (Reference, Vec<String>) {
    let thread = opened(lane).await;
    let mut author = lane.browser(lane.author).await;
    let fields = [("post", WORDS), ("shows", "Water on the floor.")];
    went_on(&shows(&mut author, thread, &fields, 2).await);
    let found = photos(&page(&mut lane.app.visitor(), thread).await.text);
    assert_eq!(found.len(), 2);
    (thread, found)
}

async fn are(browser: &mut Visitor, photos: &[String], status: u16) {
    for small in photos {
        browser.get(small).await.expect(status);
        let large = small.replace("/small", "/large");
        browser.get(&large).await.expect(status);
    }
}

store::on_each_engine! {
    async fn a_post_with_photos_is_made_anew_and_shown(store) {
        let lane = Lane::on(store).await;
        let (thread, photos) = shown(&lane).await;
        let mut visitor = lane.app.visitor();
        page(&mut visitor, thread).await
            .shows("alt=\"Photo 1: Water on the floor.\"")
            .shows("alt=\"Photo 2: Water on the floor.\"");
        are(&mut visitor, &photos, 200).await;
        let sent = visitor.get(&photos[0]).await.expect(200);
        assert_eq!(sent.headers["content-type"], "image/jpeg", "a PNG came, a JPEG goes out");
        assert_eq!(sent.headers["cache-control"], "private, no-cache");
    }

    async fn no_mistake_loses_a_photo_and_one_that_is_not_wanted_goes(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let again = shows(&mut author, thread, &[("post", "  "), ("shows", "Water.")], 3).await;
        let again = again.expect(422).shows("Write something first.").shows("value=\"Water.\"");
        let waiting = photos(&again.text);
        assert_eq!(waiting.len(), 3);
        // Until the post stands there, they are nobody else's.
        are(&mut author, &waiting, 200).await;
        are(&mut lane.browser(lane.neighbour).await, &waiting, 404).await;
        are(&mut lane.app.visitor(), &waiting, 404).await;
        let ids: Vec<&str> = waiting.iter().map(|one| one.split('/').nth(2).unwrap()).collect();
        // Two more would be five.
        let fields: Vec<_> = [("post", WORDS)].into_iter().chain(ids.iter().map(|id| ("kept", *id))).collect();
        let many = shows(&mut author, thread, &fields, 2).await;
        let many = many.expect(422).shows("4 photos are enough for one post.").shows(WORDS);
        assert_eq!(photos(&many.text).len(), 4);
        let broken = upload(&mut author, &at(thread, "/posts"), &fields, &[b"no picture".to_vec()]).await;
        let broken = broken.expect(422);
        assert_eq!(photos(&broken.text).len(), 3, "what was unticked is gone");
        // Without scripts nothing but the form is sent: one is unticked.
        let some = [("post", WORDS), ("kept", ids[0]), ("kept", ids[2])];
        went_on(&author.post(&at(thread, "/posts"), &some).await);
        let found = photos(&page(&mut lane.app.visitor(), thread).await.text);
        assert_eq!(found, [waiting[0].clone(), waiting[2].clone()]);
        are(&mut author, &waiting[1..2], 404).await;
        // What was given up goes with no other post.
        shows(&mut author, thread, &[("post", "")], 1).await.expect(422);
        went_on(&says(&mut author, thread, "", "Nothing to see.").await);
        assert_eq!(photos(&page(&mut lane.app.visitor(), thread).await.text).len(), 2);
    }

    async fn a_form_with_room_for_photos_takes_no_more_words_than_another(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut stranger = lane.app.visitor();
        let long = "a".repeat(60 * 1024);
        let mut status = async |fields: &[(&str, &str)]| {
            let answer = upload(&mut stranger, &at(thread, "/posts"), fields, &[]).await;
            answer.status.as_u16()
        };
        assert_ne!(status(&[("post", long.as_str()); 4]).await, 413);
        assert_eq!(status(&[("post", long.as_str()); 5]).await, 413);
        assert_ne!(status(&vec![("tick", ""); 1000]).await, 413);
        assert_eq!(status(&vec![("tick", ""); 5000]).await, 413, "a field without a word takes memory, too");
        let plain = format!("post={}", "a".repeat(2 * 1024 * 1024));
        let kind = "application/x-www-form-urlencoded";
        stranger.post_bytes(&at(thread, "/posts"), kind, plain.into_bytes()).await.expect(413);
    }

    async fn the_same_form_twice_is_one_post_and_a_strangers_photo_is_nobodys(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let key = "3f0c2a53-58f5-4a0e-a2a5-5b1f7e7c0001";
        let fields = [("key", key), ("post", WORDS)];
        let first = went_on(&shows(&mut author, thread, &fields, 1).await);
        assert_eq!(went_on(&shows(&mut author, thread, &fields, 1).await), first);
        let found = photos(&page(&mut lane.app.visitor(), thread).await.text);
        assert_eq!(found.len(), 1);
        // A photo that waits for somebody else's post, or stands in a post, cannot be taken.
        let waiting = photos(&shows(&mut author, thread, &[("post", "")], 1).await.expect(422).text);
        let waiting = waiting.last().unwrap().clone();
        let mut neighbour = lane.browser(lane.neighbour).await;
        for taken in [&waiting, &found[0]] {
            let id = taken.split('/').nth(2).unwrap();
            went_on(&neighbour.post(&at(thread, "/posts"), &[("post", "Mine."), ("kept", id)]).await);
        }
        let now = photos(&page(&mut lane.app.visitor(), thread).await.text);
        assert_eq!(now, found);
        // Who may not speak stages nothing, but keeps the words.
        let mut visitor = lane.app.visitor();
        let answer = shows(&mut visitor, thread, &[("post", WORDS)], 1).await;
        assert_ne!(answer.status.as_u16(), 200);
    }

    async fn photos_are_out_of_sight_with_their_post_and_come_back_with_it(store) {
        let lane = Lane::on(store).await;
        let (thread, photos) = shown(&lane).await;
        let people = neighbours(&lane).await;
        for person in &people[..3] {
            went_on(&flags(&lane, thread, *person, &[]).await);
        }
        let mut visitor = lane.app.visitor();
        let mut author = lane.browser(lane.author).await;
        let mut member = lane.browser(lane.member).await;
        let mut neighbour = lane.browser(people[0]).await;
        let hidden = page(&mut visitor, thread).await;
        assert!(!hidden.text.contains("/photos/"), "hidden by neighbours");
        for other in [&mut visitor, &mut neighbour] {
            are(other, &photos, 404).await;
        }
        are(&mut author, &photos, 200).await;
        are(&mut member, &photos, 200).await;
        let remove = at(thread, "/posts/1/remove");
        assert!(member.get(&remove).await.expect(200).text.contains(&photos[0]), "who decides sees what about");
        let reason = [("rule", "names-a-home"), ("words", "It shows a door.")];
        went_on(&fills(&mut member, &remove, &remove, &reason).await);
        for other in [&mut visitor, &mut neighbour] {
            are(other, &photos, 404).await;
        }
        assert!(page(&mut author, thread).await.text.contains(&photos[0]), "kept for the appeal");
        let mut other = lane.second_member().await;
        let appeal = at(thread, "/posts/1/appeal");
        went_on(&fills(&mut author, &appeal, &appeal, &[("words", "It is my own door.")]).await);
        let answer = at(thread, "/posts/1/answer-appeal");
        went_on(&fills(&mut other, &answer, &answer, &[("verdict", "restore"), ("words", "So it is.")]).await);
        are(&mut visitor, &photos, 200).await;
        assert!(page(&mut visitor, thread).await.text.contains(&photos[1]));
    }

    async fn who_takes_words_back_takes_the_photos_back(store) {
        let lane = Lane::on(store).await;
        let (thread, photos) = shown(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let back = at(thread, "/posts/1/remove");
        went_on(&fills(&mut author, &back, &back, &[]).await);
        for other in [&mut lane.app.visitor(), &mut lane.browser(lane.member).await] {
            are(other, &photos, 404).await;
        }
        are(&mut author, &photos, 200).await;
    }

    async fn one_that_is_too_large_loses_neither_the_words_nor_the_others(store) {
        let lane = Lane::on(store).await;
        let thread = opened(&lane).await;
        let mut author = lane.browser(lane.author).await;
        let huge = vec![0_u8; 15_000_001];
        let answer = upload(&mut author, &at(thread, "/posts"), &[("post", WORDS)], &[huge, picture()]).await;
        let answer = answer.expect(422).shows(WORDS);
        assert_eq!(photos(&answer.text).len(), 1, "the other one is kept");
    }
}
