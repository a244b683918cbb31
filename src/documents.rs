//! The five documents, and every example in them that involves concurrency.
//!
//! A model names the examples it stands for; what has no model yet says which kind of
//! program it needs, and what is true of it.

/// A document, by the first digits of its file's name.
pub struct Document {
    /// `000` to `004`.
    pub number: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its examples, in its own order.
    pub examples: &'static [Example],
}

/// An example of a document.
pub struct Example {
    /// Its name, unique among all.
    pub name: &'static str,
    /// The section it stands in.
    pub section: &'static str,
    /// Why it has no model yet; `None` if it has.
    pub later: Option<Later>,
}

/// Why an example has no model yet.
pub struct Later {
    /// What such a model needs that there is not.
    pub needs: &'static str,
    /// What is true of it.
    pub verdict: &'static str,
}

/// `000 Race Conditions`, for each of these examples, each once.
pub(crate) fn sections(names: &[&str]) -> impl Iterator<Item = String> {
    let all = DOCUMENTS
        .iter()
        .flat_map(|document| document.examples.iter().map(move |example| (document, example)));
    let named = all.filter(move |(_, example)| names.contains(&example.name));
    named.map(|(document, example)| format!("{} {}", document.number, example.section))
}

/// The numbers of the documents that these examples stand in.
pub fn numbers(names: &[&str]) -> Vec<&'static str> {
    let has = |document: &&Document| document.examples.iter().any(|one| names.contains(&one.name));
    DOCUMENTS.iter().filter(has).map(|document| document.number).collect()
}

const fn modelled(name: &'static str, section: &'static str) -> Example {
    Example { name, section, later: None }
}

const fn later(
    name: &'static str,
    section: &'static str,
    needs: &'static str,
    verdict: &'static str,
) -> Example {
    Example { name, section, later: Some(Later { needs, verdict }) }
}

/// All of them.
pub static DOCUMENTS: &[Document] = &[
    Document {
        number: "000",
        title: "Python Concurrency: Threading and Multiprocessing",
        examples: &[
            modelled("thread-basics-download", "Threading Basics"),
            modelled("result-thread", "Thread with Return Values"),
            later("tpe-map-fetch", "ThreadPoolExecutor", "thread pools", "TODO"),
            later(
                "tpe-as-completed-download",
                "Handling Results as They Complete",
                "thread pools",
                "TODO",
            ),
            later("tpe-error-handling", "Error Handling", "thread pools", "TODO"),
            later("mp-pool-map-heavy", "Multiprocessing", "processes", "TODO"),
            later("ppe-as-completed-cpu", "ProcessPoolExecutor", "processes", "TODO"),
            later("mp-value-increment", "Sharing Data", "processes", "TODO"),
            later("mp-manager-list-append", "Sharing Data", "managers", "TODO"),
            later("gil-cpu-threads-vs-processes", "GIL", "time claims", "TODO"),
            later("gil-io-threads", "GIL", "time claims", "TODO"),
            modelled("unsafe-counter-temp", "Race Conditions"),
            modelled("locked-counter-5", "Locks for Thread Safety"),
            modelled("rlock-counter-class", "RLock"),
            modelled("queue-sentinel-no-task-done", "Thread-Safe Data Structures"),
            modelled("download-manager", "Example 1"),
            later("parallel-csv", "Example 2", "processes", "TODO"),
            modelled("progress-tracker", "Example 3"),
            modelled("thread-local-main-only", "Best Practices 4"),
            modelled("daemon-background", "Best Practices 5 / Common Mistakes"),
        ],
    },
    Document {
        number: "001",
        title: "Advanced Topics: Threading and Multiprocessing",
        examples: &[
            modelled("numbers-letters", "3"),
            modelled("locked-counter-2", "4"),
            later("tpe-map-after-exit", "5", "thread pools", "TODO"),
            later("mp-pool-square", "6", "processes", "TODO"),
            later("mp-queue-join-before-drain", "7", "processes", "TODO"),
            modelled("percall-semaphore-pool", "9"),
            later("hybrid-thread-then-process", "11", "processes", "TODO"),
        ],
    },
    Document {
        number: "002",
        title: "Concurrency with Threading and Multiprocessing",
        examples: &[
            modelled("thread-start-join", "Basic Thread Creation"),
            later("process-start-join", "Basic Multiprocessing", "processes", "TODO"),
            modelled("race-two-increments", "Race Condition"),
            modelled("locked-increment", "Using Locks"),
            later("mp-queue-hello", "Queue", "processes", "TODO"),
            later("tpe-map-double", "Thread Pools", "thread pools", "TODO"),
            later("ppe-map-square", "Process Pools", "processes", "TODO"),
            modelled("abba-deadlock", "Common Challenges: Deadlocks"),
            modelled("event-signal", "Synchronization Techniques / IPC"),
            modelled("condition-wait", "Synchronization Techniques / IPC"),
            modelled("semaphore-limit", "Synchronization Techniques / IPC"),
            later("pipe-channel", "Synchronization Techniques / IPC", "pipes", "TODO"),
            later("shared-memory", "Synchronization Techniques / IPC", "processes", "TODO"),
        ],
    },
    Document {
        number: "003",
        title: "Handle Concurrency Properly",
        examples: &[
            modelled("threads-fetch-3", "Threading for I/O"),
            later(
                "tpe-map-and-as-completed",
                "ThreadPoolExecutor (Easier)",
                "thread pools",
                "TODO",
            ),
            modelled("unsafe-counter-10", "Thread Safety"),
            modelled("locked-counter-10", "Thread Safety"),
            modelled("queue-sentinel-100", "Thread Safety"),
            later("cpu-threads-vs-processes", "Multiprocessing", "time claims", "TODO"),
            later("pool-map", "Process Pool Patterns", "processes", "TODO"),
            later("pool-starmap", "Process Pool Patterns", "processes", "TODO"),
            later("pool-map-async", "Process Pool Patterns", "processes", "TODO"),
            later("mp-queue-4-workers", "IPC", "processes", "TODO"),
            later("asyncio-gather", "Asyncio", "asyncio", "TODO"),
            later("asyncio-timeout", "Async Patterns", "asyncio", "TODO"),
            later("asyncio-return-exceptions", "Async Patterns", "asyncio", "TODO"),
            later("asyncio-as-completed", "Async Patterns", "asyncio", "TODO"),
            later("asyncio-forgotten-await", "Best Practices", "asyncio", "TODO"),
            later("asyncio-run-in-executor", "Best Practices", "asyncio", "TODO"),
            later("map-blocks-claim", "Summary", "thread pools", "TODO"),
        ],
    },
    Document {
        number: "004",
        title: "Threads, Processes, and Thread Pools",
        examples: &[
            modelled("incdec-unlocked", "GIL"),
            later("dis-local-increment", "Bytecode Explanation", "bytecode", "TODO"),
            modelled("thread-two-tasks", "Thread Programming"),
            modelled("thread-subclass-fetcher", "Inheritance"),
            modelled("shared-list-check-then-act", "Shared Variables"),
            modelled("queue-three-consumers", "Queue-Based"),
            modelled("incdec-locked", "Lock"),
            modelled("incdec-rlock", "RLock"),
            modelled("condition-dialogue", "Condition Variables"),
            modelled("semaphore-crawler", "Semaphores"),
            later("tpe-submit-results-in-order", "Thread Pools", "thread pools", "TODO"),
            later("tpe-as-completed", "as_completed", "thread pools", "TODO"),
            later("tpe-map-ordered", "map", "thread pools", "TODO"),
            later("tpe-wait-first", "wait", "thread pools", "TODO"),
            later("fib-threads-vs-processes", "Comparing", "time claims", "TODO"),
            later("io-threads-vs-processes", "Comparing", "time claims", "TODO"),
            later("fork-wait", "Process Programming", "processes", "TODO"),
            later("pool-starmap-async-claim", "Process Pools", "processes", "TODO"),
            later("mp-queue-sentinel", "Process Communication / Queue", "processes", "TODO"),
            later("pipe-eof", "Pipe", "pipes", "TODO"),
            later("manager-dict", "Shared Memory", "managers", "TODO"),
        ],
    },
];
