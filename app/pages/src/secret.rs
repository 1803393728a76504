//! The installation's secret key, and what is made with it: signatures of
//! links and keyed hashes. Every use names its purpose, so that a signature
//! made for one thing never fits another.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// 32 random bytes. Never printed.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// From 32 random bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The keyed hash (HMAC-SHA-256, RFC 2104) of `parts` for one `purpose`.
    /// Each part is preceded by its length, so that parts cannot run into one another.
    pub fn keyed_hash(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length fits");
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// A signature fit for an address: 22 characters, 128 bits.
    pub fn sign(&self, purpose: &str, parts: &[&[u8]]) -> String {
        URL_SAFE_NO_PAD.encode(&self.keyed_hash(purpose, parts)[..16])
    }

    /// Whether `signature` was made by [`Secret::sign`]; takes the same time either way.
    pub fn verify(&self, purpose: &str, parts: &[&[u8]], signature: &str) -> bool {
        self.sign(purpose, parts)
            .as_bytes()
            .ct_eq(signature.as_bytes())
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_its_purpose_and_parts_only() {
        let secret = Secret::new([7; 32]);
        let signature = secret.sign("answer", &[b"ab", b"c"]);
        assert!(secret.verify("answer", &[b"ab", b"c"], &signature));
        assert!(!secret.verify("answer", &[b"a", b"bc"], &signature));
        assert!(!secret.verify("confirm", &[b"ab", b"c"], &signature));
        assert!(!Secret::new([8; 32]).verify("answer", &[b"ab", b"c"], &signature));
        assert!(!secret.verify("answer", &[b"ab", b"c"], ""));
    }

    #[test]
    fn it_is_never_printed() {
        assert_eq!(format!("{:?}", Secret::new([7; 32])), "Secret(…)");
    }
}
