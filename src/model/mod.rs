//! The vocabulary: what an organisation declares and what is observed, as plain values.
//!
//! Every type here has been validated where it was read; nothing in this folder does input or output,
//! and none of it can be serialised, so that the words of a file format never leak inwards.

pub mod action;
pub mod agreement;
pub mod alert;
pub mod calendar;
pub mod change_note;
pub mod chart;
pub mod connection;
pub mod cycle;
pub mod data_source;
pub mod day;
pub mod decision;
pub mod directory;
pub mod duration;
pub mod exact;
pub mod fiscal;
pub mod grid;
pub mod indicator;
pub mod metric;
pub mod name;
pub mod need;
pub mod object;
pub mod observation;
pub mod playbook;
pub mod points;
pub mod quantity;
pub mod report;
pub mod selector;
pub mod service;
pub mod settings;
pub mod source;
pub mod statement;
pub mod strategy;
pub mod summary;
pub mod waiver;
pub mod window;

pub use action::Action;
pub use agreement::{Agreement, Objective};
pub use alert::{AlertCondition, AlertNotificationTarget, AlertPolicy};
pub use calendar::Calendar;
pub use change_note::ChangeNote;
pub use cycle::Cycle;
pub use data_source::{DataSource, Database, NoDatabase};
pub use decision::Decision;
pub use duration::Duration;
pub use exact::Exact;
pub use fiscal::{FiscalCalendar, NamedPeriod};
pub use grid::Grid;
pub use indicator::Indicator;
pub use metric::Metric;
pub use name::{Meta, Name, Owner, ProposalId};
pub use need::Need;
pub use object::{Declarations, Object, ObjectKind};
pub use observation::Observations;
pub use playbook::Playbook;
pub use points::Points;
pub use quantity::{Change, Comparison, Literal, Unit};
pub use service::Service;
pub use settings::Settings;
pub use statement::Statement;
pub use strategy::Strategy;
pub use summary::{Earlier, Summary};
pub use waiver::Waiver;
pub use window::{Interval, TimeWindow};
