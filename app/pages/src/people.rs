//! Accounts: signing up and in, codes, passwords, devices.

pub mod passwords;
