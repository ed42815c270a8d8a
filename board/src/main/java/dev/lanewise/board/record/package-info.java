/** What is recorded of a training, and how requests reach the thread that trains. */
@NullMarked
package dev.lanewise.board.record;

import org.jspecify.annotations.NullMarked;
