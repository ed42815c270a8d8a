/** GGUF files, in which llama.cpp keeps language models: metadata, and tensors that are widened while they are read. */
@NullMarked
package dev.lanewise.zoo.gguf;

import org.jspecify.annotations.NullMarked;
