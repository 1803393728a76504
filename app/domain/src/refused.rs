//! How the refusals of decisions, meetings and mediations are written down: a name, a
//! stable code, and what it is called in a log.

/// Makes the enum of why nothing happened, and tells the code of each.
macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $told:literal;)+) => {
        /// Why nothing happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        pub enum Refused {
            /// The person may not.
            #[error("not allowed")]
            Denied(#[source] $crate::permission::Denied),
            $($(#[$doc])* #[error($told)] $name,)+
        }

        impl Refused {
            /// All refusals but those of permission, which list their own.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    Self::Denied(denied) => denied.code(),
                    $(Self::$name => $code,)+
                }
            }
        }

        impl From<$crate::permission::Denied> for Refused {
            fn from(denied: $crate::permission::Denied) -> Self {
                Self::Denied(denied)
            }
        }
    };
}
pub(crate) use refusals;
