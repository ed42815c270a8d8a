/** The board's server: what a page may ask for, and who may. */
@NullMarked
package dev.lanewise.board.web;

import org.jspecify.annotations.NullMarked;
