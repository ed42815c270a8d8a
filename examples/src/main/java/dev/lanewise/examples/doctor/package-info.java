/** The program {@code doctor}: this machine and JVM as Lanewise sees them, and what makes it slow here. */
@NullMarked
package dev.lanewise.examples.doctor;

import org.jspecify.annotations.NullMarked;
