/** The devices of this machine. */
@NullMarked
package dev.lanewise.examples.devices;

import org.jspecify.annotations.NullMarked;
