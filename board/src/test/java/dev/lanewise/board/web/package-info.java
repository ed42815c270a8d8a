@NullMarked
package dev.lanewise.board.web;

import org.jspecify.annotations.NullMarked;
