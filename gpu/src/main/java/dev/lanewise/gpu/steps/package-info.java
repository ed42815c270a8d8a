/**
 * What a step of a program is on a device: its stage, which prepares kernels once and launches them in every run, and
 * what stages are made of. Knows no ops; those come from the families.
 */
@NullMarked
package dev.lanewise.gpu.steps;

import org.jspecify.annotations.NullMarked;
