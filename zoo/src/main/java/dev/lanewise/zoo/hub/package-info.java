/** Models fetched by name ({@link dev.lanewise.zoo.hub.Hub}), where the network allows it, and kept in a cache. */
@NullMarked
package dev.lanewise.zoo.hub;

import org.jspecify.annotations.NullMarked;
