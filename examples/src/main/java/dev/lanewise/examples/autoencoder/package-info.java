/** The autoencoder example: pictures of digits through a few numbers and back. */
@NullMarked
package dev.lanewise.examples.autoencoder;

import org.jspecify.annotations.NullMarked;
