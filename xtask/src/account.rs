//! Who runs this: root on Debian may install packages, and must lend PostgreSQL an ordinary account to run under.

use std::{fs, path::Path, process::Command};

use crate::command::{capture, on_path, succeeds};

/// An account of the operating system, by its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// The user's number.
    pub uid: u32,
    /// The number of the user's first group.
    pub gid: u32,
}

impl Account {
    /// A command that runs `program` as this account, with none of root's groups.
    pub fn command(self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command
            .arg(format!("--reuid={}", self.uid))
            .arg(format!("--regid={}", self.gid))
            .arg("--clear-groups")
            .arg(program);
        command
    }

    /// Whether this account may look into `folder` and list it.
    pub fn reaches(self, folder: &Path) -> bool {
        let mut command = self.command(Path::new("test"));
        succeeds(command.arg("-x").arg(folder))
    }
}

/// Whether this process runs as root.
pub fn is_root() -> bool {
    capture(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0")
}

/// Whether packages can be installed here without asking anyone: root, and `apt-get` is there.
pub fn can_install_packages() -> bool {
    is_root() && on_path("apt-get").is_some()
}

/// The account PostgreSQL gets when root runs the tests: `postgres` where its package made one, else `nobody`.
pub fn unprivileged() -> Option<Account> {
    let accounts = fs::read_to_string("/etc/passwd").ok()?;
    find(&accounts, "postgres").or_else(|| find(&accounts, "nobody"))
}

fn find(accounts: &str, name: &str) -> Option<Account> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name_only() {
        let accounts = "root:x:0:0::/root:/bin/sh\npostgres2:x:9:9::/:/bin/sh\npostgres:x:101:104:,,,:/var:/bin/bash\n";
        assert_eq!(
            find(accounts, "postgres"),
            Some(Account { uid: 101, gid: 104 })
        );
        assert_eq!(find(accounts, "nobody"), None);
    }
}
