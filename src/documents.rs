//! The five documents, and every example in them that involves concurrency.
//!
//! A model names the examples it stands for; what has no model yet says which kind of
//! program it needs, and what is true of it. "Forked" and "spawned" are the two ways in
//! which Python starts a process: as a copy of its parent, or from the program's file.

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

/// `000 Race Conditions`, for each section that one of these examples stands in.
pub(crate) fn sections(names: &[&str]) -> Vec<String> {
    let all = DOCUMENTS
        .iter()
        .flat_map(|document| document.examples.iter().map(move |example| (document, example)));
    let named = all.filter(|(_, example)| names.contains(&example.name));
    let mut sections: Vec<String> = named
        .map(|(document, example)| format!("{} {}", document.number, example.section))
        .collect();
    // Examples of one section stand together.
    sections.dedup();
    sections
}

/// The numbers of the documents that these examples stand in.
pub fn numbers(names: &[&str]) -> Vec<&'static str> {
    let has = |document: &&Document| document.examples.iter().any(|one| names.contains(&one.name));
    DOCUMENTS.iter().filter(has).map(|document| document.number).collect()
}

/// An example that a model stands for.
const fn example(name: &'static str, section: &'static str) -> Example {
    Example { name, section, later: None }
}

impl Example {
    /// The example, if it has no model yet.
    const fn later(self, needs: &'static str, verdict: &'static str) -> Example {
        Example { later: Some(Later { needs, verdict }), ..self }
    }
}

const POOLS: &str = "thread pools";
const PROCESSES: &str = "processes";
const PIPES: &str = "pipes";
const MANAGERS: &str = "managers";
const ASYNCIO: &str = "asyncio";
const BYTECODE: &str = "bytecode-level switching";
const TIME: &str = "real time";

/// All of them.
pub static DOCUMENTS: &[Document] =
    &[DOCUMENT_000, DOCUMENT_001, DOCUMENT_002, DOCUMENT_003, DOCUMENT_004];

const DOCUMENT_000: Document = Document {
    number: "000",
    title: "Python Concurrency: Threading and Multiprocessing",
    examples: &[
        example("thread-basics-download", "Threading Basics"),
        example("result-thread", "Thread with Return Values"),
        example("tpe-map-fetch", "ThreadPoolExecutor")
            .later(POOLS, "right: results come in the order of the tasks"),
        example("tpe-as-completed-download", "Results as They Complete")
            .later(POOLS, "right: each future comes once, its error from its `result`"),
        example("tpe-error-handling", "Error Handling")
            .later(POOLS, "right, but its timeout never strikes: only what is done is asked"),
        example("mp-pool-map-heavy", "Multiprocessing")
            .later(PROCESSES, "right, in the order of the tasks, once `time` is imported"),
        example("ppe-as-completed-cpu", "ProcessPoolExecutor")
            .later(PROCESSES, "right: each result comes once, in any order"),
        example("mp-value-increment", "Sharing Data"),
        example("mp-manager-list-append", "Sharing Data")
            .later(MANAGERS, "as printed, `os` is missing and the list stays empty; else right"),
        example("gil-cpu-threads-vs-processes", "GIL")
            .later(TIME, "right where forked: nothing is shared; its speed cannot be checked"),
        example("gil-io-threads", "GIL")
            .later(TIME, "right: a sleeping thread lets others run; speed cannot be checked"),
        example("unsafe-counter-temp", "Race Conditions"),
        example("locked-counter-5", "Locks for Thread Safety"),
        example("rlock-counter-class", "RLock"),
        example("queue-sentinel-no-task-done", "Thread-Safe Data Structures"),
        example("download-manager", "Download Manager"),
        example("parallel-csv", "Data Processing")
            .later(PROCESSES, "right: chunks come back in their order"),
        example("progress-tracker", "Progress Tracking"),
        example("thread-local-main-only", "Best Practices"),
        example("daemon-background", "Best Practices"),
    ],
};

const DOCUMENT_001: Document = Document {
    number: "001",
    title: "Advanced Topics: Threading and Multiprocessing",
    examples: &[
        example("numbers-letters", "Threading"),
        example("locked-counter-2", "Synchronizing Threads"),
        example("tpe-map-after-exit", "ThreadPoolExecutor")
            .later(POOLS, "right: `with` waits for all; an error shows as its result is taken"),
        example("mp-pool-square", "Multiprocessing")
            .later(PROCESSES, "right: the squares come in the order of the numbers"),
        example("mp-queue-join-before-drain", "Sharing Data")
            .later(PROCESSES, "right at this size; hangs in every run once the pipe overflows"),
        example("percall-semaphore-pool", "Combining Threading and Multiprocessing"),
        example("hybrid-thread-then-process", "Hybrid Data Processor")
            .later(PROCESSES, "right where forked; where spawned, fails for want of a main guard"),
    ],
};

const DOCUMENT_002: Document = Document {
    number: "002",
    title: "Concurrency with Threading and Multiprocessing",
    examples: &[
        example("thread-start-join", "Basic Thread Creation"),
        example("process-start-join", "Basic Multiprocessing")
            .later(PROCESSES, "right where forked; where spawned, the child fails unnoticed"),
        example("race-two-increments", "Race Condition"),
        example("locked-increment", "Using Locks"),
        example("mp-queue-hello", "Queue")
            .later(PROCESSES, "right where forked: it gets, then joins; where spawned, it hangs"),
        example("pipe-channel", "Pipe")
            .later(PIPES, "text only: for its reader a pipe ends when every sending end is closed"),
        example("shared-memory", "Shared Memory")
            .later(PROCESSES, "text only: bytes without a lock lose updates and show torn values"),
        example("tpe-map-double", "Thread Pools")
            .later(POOLS, "right: results come in the order of the numbers"),
        example("ppe-map-square", "Process Pools")
            .later(PROCESSES, "right where forked; where spawned, fails for want of a main guard"),
        example("semaphore-limit", "Semaphore"),
        example("event-signal", "Event"),
        example("condition-wait", "Condition"),
        example("abba-deadlock", "Deadlocks"),
    ],
};

const DOCUMENT_003: Document = Document {
    number: "003",
    title: "Handle Concurrency Properly",
    examples: &[
        example("threads-fetch-3", "Threading for I/O"),
        example("tpe-map-and-as-completed", "ThreadPoolExecutor")
            .later(POOLS, "right: `map` keeps the order, `as_completed` gives each once"),
        example("unsafe-counter-10", "Thread Safety"),
        example("locked-counter-10", "Thread Safety"),
        example("queue-sentinel-100", "Thread Safety"),
        example("cpu-threads-vs-processes", "Multiprocessing")
            .later(TIME, "right where forked: nothing is shared; its speed cannot be checked"),
        example("pool-map", "Process Pool Patterns")
            .later(PROCESSES, "right where forked: results come in the order of the numbers"),
        example("pool-map-async", "Process Pool Patterns")
            .later(PROCESSES, "right inside the `with`; after it some runs hang: the pool is gone"),
        example("pool-starmap", "Process Pool Patterns")
            .later(PROCESSES, "right where forked: results come in the order of the pairs"),
        example("mp-queue-4-workers", "Inter-Process Communication")
            .later(PROCESSES, "right: each item is taken once, and each worker gets its sentinel"),
        example("asyncio-gather", "Asyncio")
            .later(ASYNCIO, "right: results come in the order of the arguments"),
        example("asyncio-timeout", "Async Patterns")
            .later(ASYNCIO, "right: who is too late gives None"),
        example("asyncio-return-exceptions", "Async Patterns")
            .later(ASYNCIO, "right; without the flag one error comes out, and the rest run on"),
        example("asyncio-as-completed", "Async Patterns")
            .later(ASYNCIO, "right: each result comes once, in the order of finishing"),
        example("asyncio-forgotten-await", "Await Best Practices")
            .later(ASYNCIO, "true: a call without `await` runs nothing"),
        example("asyncio-run-in-executor", "Await Best Practices")
            .later(ASYNCIO, "as printed, an argument is missing; else right, though no faster"),
        example("map-blocks-claim", "Summary")
            .later(POOLS, "not true that `map` waits for all: only taking its results waits"),
    ],
};

const DOCUMENT_004: Document = Document {
    number: "004",
    title: "Python Concurrency: Threads, Processes, and Thread Pools",
    examples: &[
        example("incdec-unlocked", "GIL"),
        example("dis-local-increment", "Bytecode Explanation")
            .later(BYTECODE, "no race, though it is said to be one: it adds to a local"),
        example("thread-two-tasks", "Thread Programming"),
        example("thread-subclass-fetcher", "Inheritance"),
        example("shared-list-check-then-act", "Shared Variables"),
        example("queue-three-consumers", "Queue-Based Communication"),
        example("incdec-locked", "Lock"),
        example("incdec-rlock", "RLock"),
        example("condition-dialogue", "Condition Variables"),
        example("semaphore-crawler", "Semaphores"),
        example("tpe-submit-results-in-order", "Thread Pools")
            .later(POOLS, "right: results come in the order of submission"),
        example("tpe-as-completed", "as_completed")
            .later(POOLS, "right, but what is done before the call comes in no set order"),
        example("tpe-map-ordered", "map")
            .later(POOLS, "right: results come in the order of the arguments"),
        example("tpe-wait-first", "wait")
            .later(POOLS, "fails for want of an import; else the loop gives all, not the rest"),
        example("fib-threads-vs-processes", "CPU-Bound Tasks")
            .later(TIME, "right: nothing is shared; which is faster cannot be checked"),
        example("io-threads-vs-processes", "I/O-Bound Tasks")
            .later(TIME, "right: nothing is shared; which is faster cannot be checked"),
        example("fork-wait", "Process Programming")
            .later(PROCESSES, "right, but a line still buffered at the fork is printed twice"),
        example("pool-starmap-async-claim", "Process Pools")
            .later(PROCESSES, "right and in order, but not asynchronous: `starmap` waits for all"),
        example("mp-queue-sentinel", "Process Communication")
            .later(PROCESSES, "right, as the producer is joined before the sentinel is put"),
        example("pipe-eof", "Pipe")
            .later(PIPES, "hangs in every run: the sender's end stays open in the parent"),
        example("manager-dict", "Shared Memory")
            .later(MANAGERS, "right: each sets a key of its own, in a server, not shared memory"),
    ],
};
