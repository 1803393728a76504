//! Enums that are kept and written by stable codes.

/// Gives an enum its list and its codes.
macro_rules! codes {
    ($name:ident, $count:literal: $($variant:ident = $code:literal),+) => {
        impl $name {
            /// All of them, in their order.
            pub const ALL: [Self; $count] = [$(Self::$variant),+];

            /// The stable code kept in the database and used in files.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// Reads a code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.code() == code)
            }
        }
    };
}

pub(crate) use codes;
