/** A small GPT that learns a text character by character, and writes on. */
@NullMarked
package dev.lanewise.examples.chargpt;

import org.jspecify.annotations.NullMarked;
