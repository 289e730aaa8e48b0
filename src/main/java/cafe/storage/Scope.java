package cafe.storage;

/** What a reference to a root keeps. */
public enum Scope {
  /** The root alone: a directory, whose entries their owners reference one by one. */
  BLOCK,
  /**
   * The root and all blocks beneath it that were stored with it: a file with its chunks, or a
   * directory with its files. For a root without links the same as {@link #BLOCK}.
   */
  TREE
}
