/** The board of the example programs, and the pictures of its page. */
@NullMarked
package dev.lanewise.docs.board;

import org.jspecify.annotations.NullMarked;
