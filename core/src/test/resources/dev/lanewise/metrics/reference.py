"""Numbers of scikit-learn's metrics, and of NumPy where it has none; prints reference.txt.

pip install scikit-learn==1.9.1 numpy; python reference.py > reference.txt
"""
import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")
random = np.random.default_rng(13)


def show(name, values):
    print(name + "\t" + " ".join(repr(float(v)) for v in np.ravel(values)))


def floats(values):
    return np.asarray(values, dtype=np.float32)


def averages(name, truth, predicted, **options):
    for averaging in ("micro", "macro", "weighted"):
        show(f"{name} precision {averaging}", m.precision_score(truth, predicted, average=averaging, **options))
        show(f"{name} recall {averaging}", m.recall_score(truth, predicted, average=averaging, **options))
        show(f"{name} f1 {averaging}", m.f1_score(truth, predicted, average=averaging, **options))
        show(f"{name} f2 {averaging}", m.fbeta_score(truth, predicted, beta=2, average=averaging, **options))


def classes(name, labels, predicted, count):
    show(f"{name} labels", labels)
    show(f"{name} predicted", predicted)
    show(f"{name} accuracy", m.accuracy_score(labels, predicted))
    every = {"labels": range(count), "average": None, "zero_division": np.nan}
    show(f"{name} precision", m.precision_score(labels, predicted, **every))
    show(f"{name} recall", m.recall_score(labels, predicted, **every))
    show(f"{name} f1", m.f1_score(labels, predicted, **every))
    show(f"{name} f0.5", m.fbeta_score(labels, predicted, beta=0.5, **every))
    averages(name, labels, predicted)
    show(f"{name} balanced", m.balanced_accuracy_score(labels, predicted))
    show(f"{name} kappa", m.cohen_kappa_score(labels, predicted))
    for weights in ("linear", "quadratic"):
        show(f"{name} kappa {weights}", m.cohen_kappa_score(labels, predicted, weights=weights, labels=range(count)))
    show(f"{name} matthews", m.matthews_corrcoef(labels, predicted))
    show(f"{name} matrix", m.confusion_matrix(labels, predicted, labels=range(count)))
    show(f"{name} normalized", m.confusion_matrix(labels, predicted, labels=range(count), normalize="true"))


labels = random.integers(0, 3, 40)
classes("classes", labels, np.where(random.random(40) < 0.5, labels, random.integers(0, 4, 40)), 5)
classes("one class", np.ones(4), np.ones(4), 3)
classes("one prediction", random.integers(0, 3, 20), np.full(20, 2), 3)
classes("all wrong", np.array([0, 0, 1, 1, 2]), np.array([1, 2, 2, 0, 0]), 3)

logits = floats(random.permutation(200).reshape(40, 5) / 16)
labels = random.integers(0, 5, 40)
show("top logits", logits)
show("top labels", labels)
for k in (1, 2, 3, 5):
    show(f"top {k}", m.top_k_accuracy_score(labels, logits, k=k, labels=range(5)))


def curves(name, scores, targets):
    show(f"{name} scores", scores)
    show(f"{name} targets", targets)
    show(f"{name} roc", np.stack(m.roc_curve(targets, scores, drop_intermediate=False)[::-1], 1)[:, [0, 2, 1]])
    show(f"{name} roc area", m.roc_auc_score(targets, scores) if len(set(targets)) == 2 else np.nan)
    precision, recall, thresholds = m.precision_recall_curve(targets, scores)
    show(f"{name} pr", np.stack((np.append(thresholds, np.inf), precision, recall), 1))
    show(f"{name} average precision", m.average_precision_score(targets, scores))
    show(f"{name} pr area", m.auc(recall, precision))


targets = random.integers(0, 2, 60)
ties = floats(np.round(random.normal(targets, 1, 60) * 4) / 4)
curves("ties", ties, targets)
curves("no ties", floats(random.permutation(30)), random.integers(0, 2, 30))
curves("equal", floats(np.zeros(6)), np.array([0, 1, 1, 0, 1, 0]))
curves("perfect", floats([-1, -2, 3, 4]), np.array([0, 0, 1, 1]))
curves("only ones", floats([1, 2, 2]), np.ones(3, dtype=int))
curves("only zeros", floats([1, 2, 2]), np.zeros(3, dtype=int))

found = ties > 0.5
show("counts", m.confusion_matrix(targets, found))
show("counts accuracy", m.accuracy_score(targets, found))
show("counts precision", m.precision_score(targets, found))
show("counts recall", m.recall_score(targets, found))
show("counts specificity", m.recall_score(targets, found, pos_label=0))
show("counts f1", m.f1_score(targets, found))
show("counts f3", m.fbeta_score(targets, found, beta=3))

truth = random.integers(0, 2, (30, 5))
truth[:, 3] = 0
logits = floats(np.round(random.normal(truth - 0.5, 0.7) * 8) / 8)
logits[:, 2] = -1
truth[:, 4] = 0
logits[:, 4] = -1
logits[:8, :3] = truth[:8, :3] - 0.5
logits[:8, 3:] = -1
show("multilabel logits", logits)
show("multilabel targets", truth)
show("multilabel per label above 0.25", 1 - m.hamming_loss(truth, logits > 0.25))
show("multilabel exact above 0.25", m.accuracy_score(truth, logits > 0.25))
show("multilabel per label", 1 - m.hamming_loss(truth, logits > 0))
show("multilabel exact", m.accuracy_score(truth, logits > 0))
single = {"average": None, "zero_division": np.nan}
show("multilabel precision", m.precision_score(truth, logits > 0, **single))
show("multilabel recall", m.recall_score(truth, logits > 0, **single))
show("multilabel f1", m.f1_score(truth, logits > 0, **single))
averages("multilabel", truth, logits > 0)
averages("no labels", np.zeros((3, 2), dtype=int), np.array([[0, 1], [0, 0], [0, 1]]))

probabilities = floats(random.random(40))
targets = (random.random(40) < probabilities).astype(int)
show("binary probabilities", probabilities)
show("binary targets", targets)
show("binary log loss", m.log_loss(targets, np.float64(probabilities)))
show("binary brier", m.brier_score_loss(targets, np.float64(probabilities)))
two = floats(np.stack((1 - np.float64(probabilities), probabilities), 1))
show("two probabilities", two)
show("two log loss", m.log_loss(targets, np.float64(two)))
show("two brier", m.brier_score_loss(targets, np.float64(two)))
show("certain log loss", m.log_loss([0, 1, 0, 1], floats([0, 1, 1, 0])))
many = floats(random.dirichlet((0.5, 1, 2, 0.5), 50))
labels = np.array([random.choice(4, p=np.float64(p) / np.float64(p).sum()) for p in many])
show("many probabilities", many)
show("many labels", labels)
show("many log loss", m.log_loss(labels, np.float64(many), labels=range(4)))
show("many brier", m.brier_score_loss(labels, np.float64(many), labels=range(4)))


def calibration(name, confidence, true, bins):
    confidence = np.float64(confidence)
    accuracy, mean = calibration_curve(true, confidence, n_bins=bins)
    show(f"{name} accuracy", accuracy)
    show(f"{name} confidence", mean)
    place = np.digitize(confidence, np.linspace(0, 1, bins + 1)[1:-1], right=True)
    gaps = [(len(own), abs(confidence[own].mean() - true[own].mean()))
            for own in (np.flatnonzero(place == b) for b in range(bins)) if len(own)]
    show(f"{name} expected", sum(n * gap for n, gap in gaps) / len(true))
    show(f"{name} maximum", max(gap for _, gap in gaps))


calibration("binary calibration", probabilities, targets, 8)
calibration("many calibration", many.max(1), (many.argmax(1) == labels).astype(int), 10)

predictions = floats(random.normal(0, 1, (25, 4)))
truth = floats(predictions + random.normal(0, 0.5, (25, 4)) + 3)
truth[:, 2] = 2
truth[:, 3] = predictions[:, 3] = 5
truth[4, 0] = 0
show("regression predictions", predictions)
show("regression targets", truth)
each = {"multioutput": "raw_values"}
for name, function in (("mse", m.mean_squared_error), ("rmse", m.root_mean_squared_error),
                       ("mae", m.mean_absolute_error), ("mape", m.mean_absolute_percentage_error),
                       ("r2", m.r2_score)):
    show(f"regression {name}", function(np.float64(truth), np.float64(predictions)))
    show(f"regression {name} each", function(np.float64(truth), np.float64(predictions), **each))
    show(f"regression {name} flat", function(np.float64(truth).ravel(), np.float64(predictions).ravel()))
show("regression maximum", m.max_error(np.float64(truth).ravel(), np.float64(predictions).ravel()))
show("regression maximum each", [m.max_error(np.float64(truth[:, i]), np.float64(predictions[:, i])) for i in range(4)])

logits = floats(random.normal(0, 2, (12, 6)))
labels = random.integers(0, 6, 12)
labels[[3, 7, 11]] = -100
exact = np.float64(logits)
losses = np.log(np.exp(exact).sum(1)) - exact[np.arange(12), np.maximum(labels, 0)]
show("perplexity logits", logits)
show("perplexity labels", labels)
show("perplexity", np.exp(losses[labels >= 0].mean()))

scores = floats(random.permutation(48).reshape(2, 3, 2, 4) / 16)
exact = np.exp(np.float64(scores))
probabilities = floats(exact / exact.sum(1, keepdims=True))
labels = random.integers(0, 3, (2, 2, 4))
show("places scores", scores)
show("places probabilities", probabilities)
show("places labels", labels)
true = labels.ravel()
rows = np.moveaxis(scores, 1, -1).reshape(-1, 3)
many = np.moveaxis(np.float64(probabilities), 1, -1).reshape(-1, 3)
show("places accuracy", m.accuracy_score(true, rows.argmax(1)))
show("places top 2", m.top_k_accuracy_score(true, rows, k=2, labels=range(3)))
show("places matrix", m.confusion_matrix(true, rows.argmax(1), labels=range(3)))
show("places log loss", m.log_loss(true, many, labels=range(3)))
show("places brier", m.brier_score_loss(true, many, labels=range(3)))
calibration("places calibration", many.max(1), (many.argmax(1) == true).astype(int), 4)
channel = floats(random.integers(-8, 9, (2, 1, 2, 4)) / 8)
truth = random.integers(0, 2, (2, 2, 4))
show("channel scores", channel)
show("channel targets", truth)
show("channel matrix", m.confusion_matrix(truth.ravel(), channel.ravel() > 0.25))
show("channel accuracy", m.accuracy_score(truth.ravel(), channel.ravel() > 0.25))
show("channel roc area", m.roc_auc_score(truth.ravel(), channel.ravel()))
