/** Text from outside, made fit to be shown. */
@NullMarked
package dev.lanewise.text;

import org.jspecify.annotations.NullMarked;
