package dev.lanewise.jfr;

/** What {@link Flight} asks; {@link FlightEvents} answers where the module is present. */
interface Events {
    boolean recordsOps();

    boolean recordsSteps();

    boolean recordsReplays();

    boolean recordsCaptures();

    boolean recordsTrainSteps();

    OpEvent op();

    OpEvent step();

    ReplayEvent replay();

    CaptureEvent capture();

    TrainStepEvent trainStep();
}
