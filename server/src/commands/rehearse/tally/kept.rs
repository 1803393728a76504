//! How the dates of the charter, and those of the office, compare with what happened.

use domain::instant::Instant;

use super::Facts;

/// How the charter's dates compare with what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Closed by the time the charter wants a plan or an outcome.
    pub in_time: u64,
    /// Closed at most seven days after that.
    pub late_week: u64,
    /// Closed at most thirty days after that.
    pub late_month: u64,
    /// Closed later still.
    pub late_more: u64,
    /// Not closed in the table.
    pub open: u64,
    /// Closed before it was filed, says the table; counted nowhere else.
    pub contradictory: u64,
    /// Closed by the end of the resident's clock.
    pub resident_in_time: u64,
    /// Closed after it: the tier above would have owed a joint table.
    pub resident_late: u64,
    /// Closed by the date that the office itself had promised.
    pub office_in_time: u64,
    /// Closed after it.
    pub office_late: u64,
    /// Promised by the office and not closed in the table.
    pub office_open: u64,
}

impl Kept {
    pub(super) fn count(&mut self, plan_due: Instant, facts: Facts) {
        let Some(closed_at) = facts.closed_at else {
            self.open += 1;
            self.office_open += u64::from(facts.office_due.is_some());
            return;
        };
        if closed_at < facts.opened_at {
            self.contradictory += 1;
            return;
        }
        let bucket = if closed_at <= plan_due {
            &mut self.in_time
        } else if closed_at <= plan_due.plus_days(7) {
            &mut self.late_week
        } else if closed_at <= plan_due.plus_days(30) {
            &mut self.late_month
        } else {
            &mut self.late_more
        };
        *bucket += 1;
        if closed_at <= facts.resident_due {
            self.resident_in_time += 1;
        } else {
            self.resident_late += 1;
        }
        match facts.office_due {
            None => {}
            Some(due) if closed_at <= due => self.office_in_time += 1,
            Some(_) => self.office_late += 1,
        }
    }

    /// Closed after the charter's date.
    pub const fn late(self) -> u64 {
        self.late_week + self.late_month + self.late_more
    }

    /// Closed, the contradictory left out.
    pub const fn closed(self) -> u64 {
        self.in_time + self.late()
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            in_time: self.in_time + other.in_time,
            late_week: self.late_week + other.late_week,
            late_month: self.late_month + other.late_month,
            late_more: self.late_more + other.late_more,
            open: self.open + other.open,
            contradictory: self.contradictory + other.contradictory,
            resident_in_time: self.resident_in_time + other.resident_in_time,
            resident_late: self.resident_late + other.resident_late,
            office_in_time: self.office_in_time + other.office_in_time,
            office_late: self.office_late + other.office_late,
            office_open: self.office_open + other.office_open,
        }
    }
}
