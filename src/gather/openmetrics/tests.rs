use super::*;

fn told(text: &str, selector: &str) -> Result<Exposition, ExpositionError> {
    read(text, Format::of(None, text), &selector.parse().expect(selector))
}

fn values(text: &str, selector: &str) -> Vec<f64> {
    told(text, selector).expect(text).samples.iter().map(|sample| sample.value).collect()
}

const OPEN: &str = "# HELP queue Things that wait.\n# TYPE queue gauge\n# UNIT queue things\nqueue{name=\"mail\"} 3 1774656000.5\nqueue{name=\"a\\\"b\\\\c\\nd\", kind=\"x\",} 4\n# TYPE sent counter\nsent_total{name=\"mail\"} 17 1774656000 # {trace=\"x\"} 1\nsent_created{name=\"mail\"} 1.5e9\n# EOF\n";

#[test]
fn samples_are_found_by_name_and_labels() {
    assert_eq!(values(OPEN, "queue"), [3.0, 4.0]);
    assert_eq!(values(OPEN, "queue{name=\"mail\"}"), [3.0]);
    assert_eq!(values(OPEN, "queue{kind!=\"\"}"), [4.0]);
    assert_eq!(values(OPEN, "nowhere"), [0.0; 0]);
    let sample = &told(OPEN, "queue").expect("samples").samples[1];
    assert_eq!((sample.labels.get("name"), sample.labels.get("other"), sample.line), ("a\"b\\c\nd", "", 5));
}

#[test]
fn times_are_seconds_in_the_one_and_milliseconds_in_the_other() {
    let at = |text: &str| told(text, "a").expect(text).samples[0].at.map(Timestamp::as_millisecond);
    assert_eq!(at("a 1 1774656000.5\n# EOF\n"), Some(1_774_656_000_500));
    assert_eq!(at("a 1 1774656000500\n"), Some(1_774_656_000_500));
    assert_eq!(at("a 1\n"), None);
}

#[test]
fn counters_are_known() {
    let counts = |text: &str, selector: &str| told(text, selector).expect(text).is_counter;
    assert!(counts(OPEN, "sent_total") && !counts(OPEN, "sent_created") && !counts(OPEN, "queue"));
    assert!(counts("# TYPE sent_total counter\nsent_total 1\n", "sent_total"));
    let histogram = "# TYPE t histogram\nt_bucket{le=\"+Inf\"} 1\nt_sum 2\nt_count 1\n";
    assert!(["t_bucket", "t_sum", "t_count"].iter().all(|name| counts(histogram, name)));
    assert!(!counts("# TYPE t summary\nt{quantile=\"0.5\"} 1\n", "t") && !counts("t_total 1\n", "t_total"));
}

#[test]
fn numbers_are_those_of_go() {
    assert_eq!(values("a +Inf\na -1.5e3\na 0\n", "a"), [f64::INFINITY, -1500.0, 0.0]);
    assert!(values("a NaN\n", "a")[0].is_nan());
    assert_eq!(values("{\"a\", b=\"c\"} 1\n a  2\t\r\n\n", "a"), [1.0, 2.0]);
}

#[test]
fn what_cannot_be_read_is_told_by_its_line() {
    for broken in [
        "a",
        "a b",
        "a{",
        "a{b} 1",
        "a{b=c} 1",
        "a{b=\"c\" 1",
        "a{b=\"c\"d=\"e\"} 1",
        "a 1 x",
        "a 1 2 3",
        "{} 1",
        "a 1 99999999999999999999",
        "a é",
    ] {
        let text = format!("x 1\n{broken}\n");
        assert_eq!(told(&text, "x"), Err(ExpositionError::Line(2)), "{broken}");
    }
    let cut = "x 1\n";
    assert_eq!(read(cut, Format::OpenMetrics, &"x".parse().expect("a name")), Err(ExpositionError::CutOff));
}
