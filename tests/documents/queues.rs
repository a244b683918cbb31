//! Queues and semaphores.
