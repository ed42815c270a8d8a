package dev.lanewise.zoo.tokenizers;

import java.util.List;

/** A step that makes text of tokens: it changes them, their number too; in the end they are set together. */
@FunctionalInterface
interface Decoding {
    /** The changed tokens. */
    List<String> apply(List<String> tokens, Budget budget);
}
