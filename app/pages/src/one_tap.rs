//! The links in a message that answer with one tap: signed, bound to one
//! person and one question, and of use as long as that question is open.
//!
//! Opening such a link changes nothing; it shows what would be answered and
//! asks for a press of a button, because mail programs open links by themselves.
//! A text message has room for one link only: it shows the answers to choose from.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::case::Verdict;
use domain::id::PersonId;
use domain::reference::Reference;
use uuid::Uuid;

use crate::secret::Secret;

const PURPOSE: &str = "one-tap answer";
/// The verdict of a link that leaves it open.
const OPEN: u8 = 4;
/// Person, reference, question, verdict.
const BYTES: usize = 16 + 8 + 8 + 1;

/// What one tap says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneTap {
    /// Who answers.
    pub person: PersonId,
    /// About which case.
    pub reference: Reference,
    /// The number of the event that asked. Of use while `Case::open_questions` holds it.
    pub question: i64,
    /// What they say; open where they choose first.
    pub verdict: Option<Verdict>,
}

impl OneTap {
    /// The token for an address.
    pub fn token(&self, secret: &Secret) -> String {
        let bytes = self.bytes();
        URL_SAFE_NO_PAD.encode(bytes) + &secret.sign(PURPOSE, &[&bytes])
    }

    /// Reads a token; `None` for one that we did not make.
    pub fn read(token: &str, secret: &Secret) -> Option<Self> {
        let (said, signature) = token.split_at_checked((BYTES * 4).div_ceil(3))?;
        let bytes: [u8; BYTES] = URL_SAFE_NO_PAD.decode(said).ok()?.try_into().ok()?;
        if !secret.verify(PURPOSE, &[&bytes], signature) {
            return None;
        }
        let (person, rest) = bytes.split_first_chunk::<16>()?;
        let (reference, rest) = rest.split_first_chunk::<8>()?;
        let (question, rest) = rest.split_first_chunk::<8>()?;
        Some(Self {
            person: PersonId::new(Uuid::from_bytes(*person)),
            reference: Reference::from_number(i64::from_be_bytes(*reference))?,
            question: i64::from_be_bytes(*question),
            verdict: match *rest.first()? {
                OPEN => None,
                one => Some(Verdict::ALL.get(usize::from(one)).copied()?),
            },
        })
    }

    fn bytes(&self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[..16].copy_from_slice(self.person.uuid().as_bytes());
        bytes[16..24].copy_from_slice(&self.reference.number().to_be_bytes());
        bytes[24..32].copy_from_slice(&self.question.to_be_bytes());
        bytes[32] = match self.verdict {
            Some(Verdict::Solved) => 0,
            Some(Verdict::Partly) => 1,
            Some(Verdict::NotSolved) => 2,
            Some(Verdict::NoLongerNeeded) => 3,
            None => OPEN,
        };
        bytes
    }
}

/// The link that ends the weekly digest of one person: it needs no session, opens nothing
/// else, and is of use as long as there is such a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopDigest(pub PersonId);

impl StopDigest {
    const PURPOSE: &'static str = "stop the digest";
    const BYTES: usize = 16;

    /// The token for an address.
    pub fn token(self, secret: &Secret) -> String {
        let bytes = self.0.uuid().into_bytes();
        URL_SAFE_NO_PAD.encode(bytes) + &secret.sign(Self::PURPOSE, &[&bytes])
    }

    /// Reads a token; `None` for one that we did not make.
    pub fn read(token: &str, secret: &Secret) -> Option<Self> {
        let (said, signature) = token.split_at_checked((Self::BYTES * 4).div_ceil(3))?;
        let bytes: [u8; Self::BYTES] = URL_SAFE_NO_PAD.decode(said).ok()?.try_into().ok()?;
        let ours = secret.verify(Self::PURPOSE, &[&bytes], signature);
        ours.then(|| Self(PersonId::new(Uuid::from_bytes(bytes))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tap(verdict: impl Into<Option<Verdict>>) -> OneTap {
        let reference = (1..).find_map(Reference::from_number).unwrap();
        OneTap {
            person: PersonId::new(Uuid::from_u128(7)),
            reference,
            question: 12,
            verdict: verdict.into(),
        }
    }

    #[test]
    fn what_was_signed_comes_back() {
        let secret = Secret::new([7; 32]);
        for verdict in Verdict::ALL.map(Some).into_iter().chain([None]) {
            let token = tap(verdict).token(&secret);
            assert_eq!(OneTap::read(&token, &secret), Some(tap(verdict)));
            assert!(
                token.len() < 70,
                "it has to fit into a text message: {token}"
            );
        }
    }

    #[test]
    fn the_link_that_ends_a_digest_is_of_one_person_and_answers_nothing() {
        let secret = Secret::new([7; 32]);
        let stop = StopDigest(PersonId::new(Uuid::from_u128(7)));
        let token = stop.token(&secret);
        assert_eq!(StopDigest::read(&token, &secret), Some(stop));
        assert_eq!(StopDigest::read(&token, &Secret::new([8; 32])), None);
        assert_eq!(OneTap::read(&token, &secret), None);
        let other = StopDigest(PersonId::new(Uuid::from_u128(8))).token(&secret);
        let forged = format!("{}{}", &other[..22], &token[22..]);
        for broken in ["", "A", &token[1..], &forged, "钥匙"] {
            assert_eq!(StopDigest::read(broken, &secret), None, "{broken}");
        }
    }

    #[test]
    fn what_was_changed_or_signed_elsewhere_is_worth_nothing() {
        let secret = Secret::new([7; 32]);
        let token = tap(Verdict::NotSolved).token(&secret);
        assert_eq!(OneTap::read(&token, &Secret::new([8; 32])), None);
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(OneTap::read(&forged, &secret), None, "byte {at}");
        }
        for broken in [
            "",
            "A",
            &token[1..],
            &format!("{token}A"),
            "钥匙",
            &"钥".repeat(40),
        ] {
            assert_eq!(OneTap::read(broken, &secret), None, "{broken}");
        }
    }
}
