/** Tokenizers that read Hugging Face's {@code tokenizer.json} or vocabulary files, and give the reference's tokens. */
@NullMarked
package dev.lanewise.zoo.tokenizers;

import org.jspecify.annotations.NullMarked;
