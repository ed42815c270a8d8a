/** What the fields of an object hold, to notice what somebody forgot to register. Not for users. */
@NullMarked
package dev.lanewise.fields;

import org.jspecify.annotations.NullMarked;
