//! The semaphore of README.md and its test: as they stand there, what is found, and that
//! it holds once it is mended.

use selvedge::Kind;
use selvedge::kit::{self, Effort};

use mended::Mine;

#[path = "your_semaphore_mended.rs"]
#[expect(unreachable_pub, reason = "in README it is a crate")]
mod mended_crate;
#[path = "your_semaphore.rs"]
#[expect(unreachable_pub, reason = "in README it is a crate")]
mod wrong_crate;

/// What README says of the semaphore, of both.
macro_rules! of_both {
    ($($code:tt)*) => {
        mod wrong {
            use super::wrong_crate as your_crate;
            pub(super) struct Mine;
            $($code)*
        }
        mod mended {
            use super::mended_crate as your_crate;
            pub(super) struct Mine;
            $($code)*
        }
    };
}

of_both! {
use selvedge::Runtime;
use selvedge::kit::SemaphoreKind;
use your_crate::Semaphore;

impl SemaphoreKind for Mine {
    type On<R: Runtime> = Semaphore<R>;
    type Released = ();

    fn new<R: Runtime>(permits: u32) -> Semaphore<R> {
        Semaphore::new(permits)
    }

    fn acquire<R: Runtime>(semaphore: &Semaphore<R>) {
        semaphore.acquire();
    }

    fn release<R: Runtime>(semaphore: &Semaphore<R>) {
        semaphore.release();
    }
}
}

#[test]
fn my_semaphore_is_one() {
    println!("{}", kit::semaphore::<Mine>(&Effort::default()).assert_holds());
}

/// The text after these words of README, up to the end of its block.
fn block(begin: &str) -> &'static str {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once(begin).unwrap_or_else(|| panic!("README.md: no {begin}"));
    rest.split("```").next().expect("there is a first part")
}

#[test]
fn the_wrong_semaphore_is_found_as_readme_says() {
    let report = kit::semaphore::<wrong::Mine>(&Effort::default());
    let found = report.found.as_ref().expect("it is found");
    assert_eq!(found.failure.finding.kind(), Kind::LostWakeup);
    let said = block("```text\nsemaphore fails: ").trim_end();
    let printed = report.to_string();
    assert!(printed.starts_with(&format!("semaphore fails: {said}")), "{printed}");
}

#[test]
fn the_mended_semaphore_differs_as_readme_says() {
    let (mut wrong, mut mended) = (String::new(), String::new());
    for line in block("```diff\n         loop {\n").lines() {
        let (sign, line) = line.split_at(1);
        let line = format!("{line}\n");
        match sign {
            "-" => wrong += &line,
            "+" => mended += &line,
            _ => [&mut wrong, &mut mended].into_iter().for_each(|text| *text += &line),
        }
    }
    let before = include_str!("your_semaphore.rs").split_once("\n\n").expect("code").1;
    let after = include_str!("your_semaphore_mended.rs").split_once("\n\n").expect("code").1;
    assert!(before.contains(&wrong) && wrong != mended, "{wrong}");
    assert_eq!(before.replace(&wrong, &mended), after);
}

#[test]
fn this_is_the_semaphore_of_readme() {
    let here = concat!(include_str!("readme_semaphore.rs"), include_str!("your_semaphore.rs"));
    let code = format!("struct Semaphore{}", block("pub struct Semaphore"));
    assert!(here.contains(&code), "README.md: the semaphore is another");
    let code = format!("impl SemaphoreKind for Mine{}", block("impl SemaphoreKind for Mine"));
    for part in code.split("#[test]\n") {
        assert!(here.contains(part.trim_end()), "README.md: another test: {part}");
    }
}
