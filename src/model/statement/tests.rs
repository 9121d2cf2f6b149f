use super::*;
use proptest::prelude::*;

fn problems(text: &str) -> Vec<Problem> {
    match Statement::read(text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.into_iter().map(|fault| fault.problem).collect(),
    }
}

/// The statement with marks where its parameters are.
fn marked(text: &str) -> String {
    let statement = Statement::read(text).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    statement.with(|parameter| format!("<{}>", parameter.name()))
}

#[test]
fn parameters_are_found_where_they_are() {
    for (text, expected) in [
        ("select a from t where a >= :from and a<:to;", "select a from t where a >= <from> and a<<to>"),
        ("select :from::timestamptz, '1'::int", "select <from>::timestamptz, '1'::int"),
        ("select ':from', ' it''s :to', :to", "select ':from', ' it''s :to', <to>"),
        ("select E'\\':from', e'a\\\\', :to", "select E'\\':from', e'a\\\\', <to>"),
        (
            "select \"a:from\"\".:to\", `b:to`, [c :to], :to",
            "select \"a:from\"\".:to\", `b:to`, [c :to], <to>",
        ),
        ("select 1 -- :form ' \n, :to", "select 1 -- :form ' \n, <to>"),
        ("select 1 /* a /* :form */ ' ; */ , :to", "select 1 /* a /* :form */ ' ; */ , <to>"),
        ("select $$ :form ; $$, $a$ $$ :x $a$, :to", "select $$ :form ; $$, $a$ $$ :x $a$, <to>"),
        ("select array[:from, :to], a[1:2], b[lo:hi]", "select array[<from>, <to>], a[1:2], b[lo:hi]"),
        ("select [1, 2], {x:UInt8}, a ? b : c, :interval", "select [1, 2], {x:UInt8}, a ? b : c, <interval>"),
        ("with d as (select 1) select * from d", "with d as (select 1) select * from d"),
        ("(select 1) union (values (:to))", "(select 1) union (values (<to>))"),
        (
            "select replace(a, 'x', 'y'), updated, \"into\" from t",
            "select replace(a, 'x', 'y'), updated, \"into\" from t",
        ),
        (" -- first\n select 'é', :to ; -- last ;", " -- first\n select 'é', <to>"),
    ] {
        assert_eq!(marked(text), expected);
    }
}

#[test]
fn more_than_a_question_is_refused() {
    let writes = |word: &str| vec![Problem::Writes(word.into())];
    for (text, expected) in [
        ("", vec![Problem::Nothing]),
        (" -- nothing\n;", vec![Problem::Nothing]),
        ("select 1; drop table t", vec![Problem::Second]),
        ("select 1; select 2;", vec![Problem::Second]),
        ("delete from t", vec![Problem::NoQuestion("delete".into())]),
        ("explain select 1", vec![Problem::NoQuestion("explain".into())]),
        ("pragma user_version", vec![Problem::NoQuestion("pragma".into())]),
        ("with x as (delete from t returning *) select * from x", writes("delete")),
        ("with x as (select 1) update t set a = 1", writes("update")),
        ("select * INTO other from t", writes("INTO")),
        ("with x as (insert into t values (1)) select 1", writes("insert")),
        ("select 'it", vec![Problem::Open("string")]),
        ("select $a$ it $$", vec![Problem::Open("string")]),
        ("select \"it", vec![Problem::Open("quoted name")]),
        ("select 1 /* /* */", vec![Problem::Open("comment")]),
        ("select 'C:\\', :to", vec![Problem::BackslashQuote]),
    ] {
        assert_eq!(problems(text), expected, "{text}");
    }
}

#[test]
fn unknown_parameters_name_the_one_that_is_meant() {
    let faults =
        Statement::read("select 1\nwhere a > :form\n  and b < :until and c = $1").expect_err("faults");
    let unknown = |word: &str, meant| Problem::Unknown(word.into(), meant);
    let told: Vec<(String, Problem)> =
        faults.into_iter().map(|fault| (fault.at.to_string(), fault.problem)).collect();
    let expected = [
        ("line 2, column 11", unknown(":form", Some(Parameter::From))),
        ("line 3, column 11", unknown(":until", None)),
        ("line 3, column 26", unknown("$1", None)),
    ];
    assert_eq!(told, expected.map(|(at, problem)| (at.to_owned(), problem)));
}

#[test]
fn places_survive_what_stands_for_parameters() {
    let statement = Statement::read("select :from, :to,\n  wrong").expect("a statement");
    for placeholder in ["$1", "toDateTime('2026-01-01 00:00:00')"] {
        let with = |_| placeholder.to_owned();
        let written = statement.with(with);
        let at = |word: &str| statement.position(written.find(word).unwrap_or_default(), with).to_string();
        assert_eq!((at("wrong").as_str(), at("select").as_str()), ("line 2, column 3", "line 1, column 1"));
        assert_eq!(at(placeholder), "line 1, column 8");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[a-z:;'\"$\\[\\]/*\\\\ é\n-]{0,40}", words in "\\PC{0,40}") {
        for text in [text, words, ] {
            for text in [format!("select {text}"), text] {
                if let Ok(statement) = Statement::read(&text) {
                    let written = statement.with(|parameter| format!(":{}", parameter.name()));
                    prop_assert_eq!(written, statement.text());
                }
            }
        }
    }

    #[test]
    fn what_is_quoted_is_let_be(inside in "[a-z:; ]{0,20}") {
        for quoted in [format!("'{inside}'"), format!("\"{inside}\""), format!("$q${inside}$q$"), format!("/*{inside}*/ 1")] {
            let text = format!("select {quoted}, :to");
            prop_assert!(Statement::read(&text).is_ok());
        }
    }
}
