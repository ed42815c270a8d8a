package dev.lanewise.data;

/**
 * One division of a dataset for cross-validation: {@link Dataset#kFold}.
 *
 * @param training the samples of all other folds
 * @param validation those of this one
 * @param <B> a batch
 */
public record Split<B>(Dataset<B> training, Dataset<B> validation) {}
