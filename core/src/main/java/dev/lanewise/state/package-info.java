/**
 * State that outlives a run: what has it describes it once ({@link dev.lanewise.state.Stateful}), and that description
 * saves it, checks it and loads it ({@link dev.lanewise.state.State}), so that the three cannot drift apart.
 */
@NullMarked
package dev.lanewise.state;

import org.jspecify.annotations.NullMarked;
