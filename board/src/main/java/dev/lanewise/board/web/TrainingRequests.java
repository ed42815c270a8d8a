package dev.lanewise.board.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.Control;
import dev.lanewise.board.control.RefusedException;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.board.runs.Json;
import dev.lanewise.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;

/** What a page may ask of a training. */
final class TrainingRequests {
    /** So many drawings are told at a time: each takes a processor from the training. */
    private static final int DRAWINGS = 4;

    private final Semaphore drawings = new Semaphore(DRAWINGS);

    /** Pauses, resumes, stops, or sets the learning rate; returns what was done, as a sentence. */
    String act(Control control, Target target) throws Refusal {
        String act = target.query().getOrDefault("act", "");
        try {
            return switch (act) {
                case "pause" -> {
                    control.pause();
                    yield "the training pauses after the step in progress";
                }
                case "resume" -> {
                    control.resume();
                    yield "the training goes on";
                }
                case "stop" -> {
                    control.stop();
                    yield "the training stops after the step in progress, and its state is saved";
                }
                case "rate" -> {
                    double rate = rate(target.query().getOrDefault("value", ""));
                    control.setLearningRate(rate);
                    yield "the learning rate is " + rate + " from the next step on";
                }
                default -> throw new Refusal(Refusal.BAD_REQUEST,
                        "act is " + Printable.quoted(act) + ", not pause, resume, stop or rate");
            };
        } catch (RefusedException e) {
            throw refused(e);
        }
    }

    private static double rate(String text) throws Refusal {
        try {
            double rate = Double.parseDouble(text);
            if (rate >= 0 && Double.isFinite(rate)) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Refusal(Refusal.BAD_REQUEST,
                "the learning rate is " + Printable.quoted(text) + ", not a finite number of 0 or more");
    }

    /** Has a model tell what was drawn; returns the answer as JSON. */
    byte[] draw(Control control, byte[] ink) throws Refusal, IOException, InterruptedException {
        Sketchpad pad = control.sketchpad().orElseThrow(
                () -> new Refusal(Refusal.CONFLICT, "this run has no sketchpad: nothing can be drawn for it"));
        if (ink.length != pad.rows() * pad.cols()) {
            throw new Refusal(Refusal.BAD_REQUEST, "the drawing has " + ink.length + " bytes, not " + pad.rows() + " x "
                    + pad.cols());
        }
        float[] values = new float[ink.length];
        for (int i = 0; i < ink.length; i++) {
            values[i] = (ink[i] & 0xff) / 255f;
        }
        if (!drawings.tryAcquire()) {
            throw new Refusal(Refusal.BUSY, "other drawings are being told; try again");
        }
        try {
            return json(told(control, values), pad);
        } finally {
            drawings.release();
        }
    }

    /** On a thread of the system: a model may compute for long, and would hold up other requests on a virtual one. */
    private static Answer told(Control control, float[] ink) throws Refusal, InterruptedException {
        FutureTask<Answer> task = new FutureTask<>(() -> control.draw(ink));
        Thread.ofPlatform().daemon().name("lanewise-board-drawing").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RefusedException refused) {
                throw refused(refused);
            }
            if (cause instanceof TimeoutException) {
                throw new Refusal(Refusal.BUSY, "the step in progress takes too long to wait for; try again");
            }
            throw new Refusal(Refusal.CONFLICT,
                    "the drawing could not be told: " + Printable.sentence(String.valueOf(cause)));
        } finally {
            task.cancel(true);
        }
    }

    private static Refusal refused(RefusedException e) {
        return new Refusal(Refusal.CONFLICT, String.valueOf(e.getMessage()));
    }

    private static byte[] json(Answer answer, Sketchpad pad) throws IOException, Refusal {
        int[] dims = answer.seen().shape().dims();
        float[] chances = answer.chances().toArray();
        if (chances.length != pad.labels().size()) {
            throw new Refusal(Refusal.CONFLICT,
                    "the model gives " + chances.length + " chances for " + pad.labels().size() + " classes");
        }
        if (dims.length != 2) {
            throw new Refusal(Refusal.CONFLICT, "the picture that the model was given is " + answer.seen().shape()
                    + ", not [rows, cols]");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("labels");
            for (String label : pad.labels()) {
                json.writeString(label);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("chances");
            for (float chance : chances) {
                if (Float.isFinite(chance)) {
                    json.writeNumber(chance);
                } else {
                    json.writeNull();
                }
            }
            json.writeEndArray();
            json.writeNumberField("rows", dims[0]);
            json.writeNumberField("cols", dims[1]);
            json.writeArrayFieldStart("seen");
            for (float value : answer.seen().toArray()) {
                json.writeNumber(Math.round(255 * Math.clamp(value, 0f, 1f)));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
