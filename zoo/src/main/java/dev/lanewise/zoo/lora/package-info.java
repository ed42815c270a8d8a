/** Low-rank adapters (LoRA) for networks of the zoo. */
@NullMarked
package dev.lanewise.zoo.lora;

import org.jspecify.annotations.NullMarked;
