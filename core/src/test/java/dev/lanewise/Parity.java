package dev.lanewise;

import dev.lanewise.kernels.simd.VectorWidth;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks tests that SIMD and scalar kernels give the same bits. The build repeats them in a JVM for each forced vector
 * width; a width that this CPU lacks skips them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("parity")
@ExtendWith(Parity.WidthIsThere.class)
public @interface Parity {
    /** Asked before a test of the class begins: kernels would refuse a width that this CPU lacks. */
    final class WidthIsThere implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String setting = System.getProperty("lanewise.simd", "auto");
            int widest = VectorWidth.widest();
            if (setting.matches("\\d+") && Integer.parseInt(setting) > widest) {
                return ConditionEvaluationResult.disabled("-Dlanewise.simd=" + setting
                        + ": this JVM has vectors of at most " + widest + " bits on this CPU");
            }
            return ConditionEvaluationResult.enabled("the vector width is there");
        }
    }
}
