//! Tests of the life of a case.
