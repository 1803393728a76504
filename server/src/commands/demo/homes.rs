//! Who lives where in the demo: letters go to the doors of both communities,
//! and their neighbours type the codes. Willow Lane is warm by that (twenty
//! households and more), Harbour Steps is not yet.

use anyhow::{Context as _, bail};
use domain::household::{Door, PaperCode};
use domain::id::{PersonId, PlaceId};
use domain::instant::Instant;
use domain::person::Actor;
use pages::Secret;
use pages::doors::{code_hash, door_hash};
use store::Store;
use store::households::Letter;
use store::ids::Ids;

use super::world::World;

/// Who makes the letters of a community, and who has not opened theirs.
const COMMUNITIES: [(&str, &str, &[&str]); 2] = [
    ("willow-lane", "wang", &["lin", "yuyang"]),
    (
        "harbour-steps",
        "sarah",
        &["emma", "noah", "tom", "olga", "jun", "pierre"],
    ),
];

/// Verifies the neighbours of the demo at `now`.
///
/// # Errors
/// When the database fails, or the data of the demo do not fit together.
pub async fn verify(
    store: &Store,
    ids: &Ids,
    secret: &Secret,
    world: &World,
    now: Instant,
) -> anyhow::Result<()> {
    for (community, by, waiting) in COMMUNITIES {
        let community = world.place(community)?;
        let by = person(&world.actor(by)?)?;
        for (number, (name, lives)) in world.residents().into_iter().enumerate() {
            let path = store.find_place_path(lives).await?;
            if !path.iter().any(|place| place.id == community) {
                continue;
            }
            let label = label(number);
            let code = letter(store, ids, secret, (by, lives), (&label, number), now).await?;
            if waiting.contains(&name) {
                continue;
            }
            let who = person(&world.actor(name)?)?;
            let code = code_hash(secret, code);
            let used = store.use_household_code(who, &code, ids, now);
            if let Err(refused) = used.await? {
                bail!("{name} of the demo is not verified: {}", refused.code());
            }
        }
    }
    Ok(())
}

/// One door each, such as 1-203: everybody here is a household of their own.
fn label(number: usize) -> String {
    format!("{}-{}0{}", 1 + number % 2, 1 + number % 6, 1 + number / 12)
}

/// The building and the door of somebody of the demo.
pub(super) fn door_of(
    secret: &Secret,
    world: &World,
    name: &str,
) -> anyhow::Result<(PlaceId, [u8; 32])> {
    let mut residents = world.residents().into_iter().enumerate();
    let found = residents.find(|(_, (one, _))| *one == name);
    let (number, (_, lives)) = found.context("a resident of the demo")?;
    let door = Door::parse(&label(number)).map_err(|refused| anyhow::anyhow!(refused.code()))?;
    Ok((lives, door_hash(secret, lives, &door)))
}

fn person(actor: &Actor) -> anyhow::Result<PersonId> {
    let person = actor.person().context("somebody of the demo")?;
    Ok(person.id)
}

/// A letter to a door; its code is drawn from the key of the installation.
async fn letter(
    store: &Store,
    ids: &Ids,
    secret: &Secret,
    (by, place): (PersonId, PlaceId),
    (label, number): (&str, usize),
    now: Instant,
) -> anyhow::Result<PaperCode> {
    let door = Door::parse(label).map_err(|refused| anyhow::anyhow!("{label}: {refused}"))?;
    let random = secret.keyed_hash("demo-code", &[&number.to_be_bytes()]);
    let random = random.first_chunk().copied().map(u64::from_be_bytes);
    let code = PaperCode::from_random(random.context("eight bytes of thirty-two")?);
    let letters = [Letter {
        door: door_hash(secret, place, &door),
        code: code_hash(secret, code),
    }];
    store
        .make_letters(place, &letters, by, None, ids, now)
        .await?;
    Ok(code)
}
