//! The two WSDLs: loosely and strictly typed.

/// Which of the two WSDLs a client was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// `/services/Soap/u`: every record is an sObject that names its type.
    Partner,
    /// `/services/Soap/c`: a type of its own for each object.
    Enterprise,
}

impl Flavour {
    /// Returns the flavour of a path's third segment.
    pub(super) fn of(segment: &str) -> Flavour {
        if segment == "c" {
            Flavour::Enterprise
        } else {
            Flavour::Partner
        }
    }

    /// The third segment of its paths.
    pub(super) fn segment(self) -> &'static str {
        match self {
            Flavour::Partner => "u",
            Flavour::Enterprise => "c",
        }
    }

    /// The namespace of calls.
    pub(super) fn api(self) -> &'static str {
        match self {
            Flavour::Partner => "urn:partner.soap.sforce.com",
            Flavour::Enterprise => "urn:enterprise.soap.sforce.com",
        }
    }

    /// The namespace of records.
    pub(super) fn records(self) -> &'static str {
        match self {
            Flavour::Partner => "urn:sobject.partner.soap.sforce.com",
            Flavour::Enterprise => "urn:sobject.enterprise.soap.sforce.com",
        }
    }

    /// The namespace of faults.
    pub(super) fn faults(self) -> &'static str {
        match self {
            Flavour::Partner => "urn:fault.partner.soap.sforce.com",
            Flavour::Enterprise => "urn:fault.enterprise.soap.sforce.com",
        }
    }
}
