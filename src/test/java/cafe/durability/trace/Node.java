package cafe.durability.trace;

/** What a name stands for. */
sealed interface Node permits TracedFile, TracedFolder {}
