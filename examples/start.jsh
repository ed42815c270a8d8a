// What examples/run jshell begins with, after jshell's own imports of Java's base module.
import dev.lanewise.data.*;
import dev.lanewise.data.images.*;
import dev.lanewise.data.tables.*;
import dev.lanewise.io.*;
import dev.lanewise.loss.*;
import dev.lanewise.metrics.*;
import dev.lanewise.nn.*;
import dev.lanewise.nn.activations.*;
import dev.lanewise.ops.*;
import dev.lanewise.optim.*;
import dev.lanewise.random.*;
import dev.lanewise.tensor.*;
import dev.lanewise.train.*;
import dev.lanewise.train.callbacks.*;
import dev.lanewise.train.terminal.*;

/** A source of random numbers, the same ones in each session. */
RandomSource random = RandomSource.seed(1);

/** Prints all of a value; jshell itself cuts long ones. */
void show(Object value) { System.out.println(value); }
