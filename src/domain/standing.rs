//! Where a request stands (004 §4–5): its holds, its sums, and the status that follows from them.

use super::money::Amount;

/// Why a confirmed request gets no money although its turn has come, in the order in which one is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hold {
    /// A stop for the recipient.
    BlockedRecipient,
    /// A stop for the budget line.
    BlockedLine,
    /// The same claim came under another number.
    PossibleDuplicate,
    /// The head declined its order.
    Declined,
    /// The treasury rejected its order.
    Rejected,
    /// The money came back.
    Returned,
    /// A refusal waits for its electronic signature.
    RefusalProposed,
}

impl Hold {
    /// All, in the order in which one is shown.
    pub const ALL: [Hold; 7] = [
        Hold::BlockedRecipient,
        Hold::BlockedLine,
        Hold::PossibleDuplicate,
        Hold::Declined,
        Hold::Rejected,
        Hold::Returned,
        Hold::RefusalProposed,
    ];

    /// The word of the outer contract.
    pub const fn word(self) -> &'static str {
        match self {
            Hold::BlockedRecipient => "blocked-recipient",
            Hold::BlockedLine => "blocked-line",
            Hold::PossibleDuplicate => "possible-duplicate",
            Hold::Declined => "declined",
            Hold::Rejected => "rejected",
            Hold::Returned => "returned",
            Hold::RefusalProposed => "refusal-proposed",
        }
    }

    /// Its bit. The database keeps those from 4 up with the request; 1 and 2 follow from the stops that stand when
    /// somebody asks.
    pub const fn bit(self) -> i64 {
        match self {
            Hold::BlockedRecipient => 1,
            Hold::BlockedLine => 2,
            Hold::PossibleDuplicate => 4,
            Hold::Declined => 8,
            Hold::Rejected => 16,
            Hold::Returned => 32,
            // the highest: the database finds these by it
            Hold::RefusalProposed => 64,
        }
    }

    /// The first of a set of bits.
    pub fn first(bits: i64) -> Option<Hold> {
        Self::ALL.into_iter().find(|h| bits & h.bit() != 0)
    }
}

/// The holds that follow from stops and end with them alone.
pub const STOPS: i64 = 1 | 2;
/// The holds that `release` lifts.
pub const RELEASABLE: i64 = 4 | 8 | 16 | 32 | 64;
/// The holds that an approved correction of requisites lifts: it says nothing about a duplicate.
pub const CORRECTABLE: i64 = 8 | 16 | 32;

/// Where a request stands, by its sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestStatus {
    /// Registered, not yet confirmed.
    Registered,
    /// In the waiting list, or held.
    Confirmed,
    /// Wholly covered by live orders.
    Ordered,
    /// Wholly paid.
    Paid,
    /// Refused on a ground.
    Refused,
    /// Nothing of it is left to pay.
    Withdrawn,
}

impl RequestStatus {
    /// All of them.
    pub const ALL: [RequestStatus; 6] = [
        RequestStatus::Registered,
        RequestStatus::Confirmed,
        RequestStatus::Ordered,
        RequestStatus::Paid,
        RequestStatus::Refused,
        RequestStatus::Withdrawn,
    ];

    /// The status word of the outer contract.
    pub const fn word(self) -> &'static str {
        match self {
            RequestStatus::Registered => "registered",
            RequestStatus::Confirmed => "confirmed",
            RequestStatus::Ordered => "ordered",
            RequestStatus::Paid => "paid",
            RequestStatus::Refused => "refused",
            RequestStatus::Withdrawn => "withdrawn",
        }
    }
}

/// The sums and marks of a request that its status follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Claimed.
    pub amount: Amount,
    /// Covered by live orders, the paid ones among them.
    pub ordered: Amount,
    /// Paid and not returned.
    pub paid: Amount,
    /// Withdrawn by the recipient.
    pub withdrawn: Amount,
    /// Whether it was confirmed.
    pub confirmed: bool,
    /// Whether it was refused.
    pub refused: bool,
    /// Bits of [`Hold`].
    pub holds: i64,
}

impl Standing {
    /// The status word's meaning: `refused`; else `registered` until confirmed; else by what is open.
    pub fn status(&self) -> RequestStatus {
        let open = self.amount.tiyn() - self.withdrawn.tiyn();
        match () {
            () if self.refused => RequestStatus::Refused,
            () if !self.confirmed => RequestStatus::Registered,
            () if open == 0 => RequestStatus::Withdrawn,
            () if self.paid.tiyn() == open => RequestStatus::Paid,
            () if self.ordered.tiyn() == open => RequestStatus::Ordered,
            () => RequestStatus::Confirmed,
        }
    }

    /// What no live order covers and nobody withdrew; nothing where the request is refused.
    pub fn rest(&self) -> Amount {
        if self.refused {
            return Amount::ZERO;
        }
        Amount::from_tiyn(self.amount.tiyn() - self.ordered.tiyn() - self.withdrawn.tiyn())
    }

    /// Whether it stands in the waiting list.
    pub fn is_waiting(&self) -> bool {
        self.confirmed && !self.refused && self.holds == 0 && self.rest() > Amount::ZERO
    }
}
