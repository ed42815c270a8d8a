/** The example of a residual network: small colour pictures, from CIFAR-10's files or drawn here. */
@NullMarked
package dev.lanewise.examples.cifar;

import org.jspecify.annotations.NullMarked;
