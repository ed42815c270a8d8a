/** Folders of models as Hugging Face lays them out: their configuration, and files that are read with bounds. */
@NullMarked
package dev.lanewise.zoo.folder;

import org.jspecify.annotations.NullMarked;
