/** Models fetched by name, where the network allows it. */
@NullMarked
package dev.lanewise.zoo.hub;

import org.jspecify.annotations.NullMarked;
