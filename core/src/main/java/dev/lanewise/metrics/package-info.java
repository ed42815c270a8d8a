/** What is measured of a model beside its loss. */
@NullMarked
package dev.lanewise.metrics;

import org.jspecify.annotations.NullMarked;
