/**
 * Low-rank adapters (LoRA) for networks of the zoo: {@link dev.lanewise.zoo.lora.Lora} has the settings and reads
 * folders as PEFT lays them out, {@link dev.lanewise.zoo.lora.Adapted} is a network with adapters, to be trained, saved
 * and merged.
 */
@NullMarked
package dev.lanewise.zoo.lora;

import org.jspecify.annotations.NullMarked;
