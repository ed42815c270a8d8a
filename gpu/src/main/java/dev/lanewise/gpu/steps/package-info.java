/**
 * The steps of a program as kernels: a class for each family of ops, which says what code it needs, prepares its kernels
 * once, and launches them in every run. Must not know of listings as a whole, memory plans or the engine.
 */
@NullMarked
package dev.lanewise.gpu.steps;

import org.jspecify.annotations.NullMarked;
