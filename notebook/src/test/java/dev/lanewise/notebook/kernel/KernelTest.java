package dev.lanewise.notebook.kernel;

import static dev.lanewise.notebook.kernel.FrontEnd.code;
import static dev.lanewise.notebook.kernel.FrontEnd.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.lanewise.notebook.kernel.FrontEnd.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The kernel as a front end sees it, message by message. */
class KernelTest {
    private static FrontEnd page;

    @BeforeAll
    static void open() throws IOException {
        page = new FrontEnd();
    }

    @AfterAll
    static void close() {
        page.close();
    }

    @Test
    void saysWhatItIs() {
        JsonObject info = page.ask("kernel_info_request", new JsonObject()).reply();
        assertThat(info.get("status").getAsString()).isEqualTo("ok");
        assertThat(info.get("protocol_version").getAsString()).isEqualTo("5.3");
        assertThat(info.getAsJsonObject("language_info").get("name").getAsString()).isEqualTo("java");
        assertThat(page.control("kernel_info_request", new JsonObject()).get("implementation").getAsString())
                .isEqualTo("lanewise");
        page.published();
    }

    @Test
    void aCellIsAnnouncedRunAndAnswered() {
        Answer answer = page.run("System.out.println(\"hello\");\n40 + 2");
        assertThat(answer.types())
                .containsExactly("status", "execute_input", "stream", "execute_result", "status");
        assertThat(answer.stream("stdout")).isEqualTo("hello\n");
        assertThat(answer.data("execute_result", "text/plain")).isEqualTo("42");
        assertThat(answer.status()).isEqualTo("ok");
        int count = answer.reply().get("execution_count").getAsInt();
        assertThat(answer.content("execute_result").get("execution_count").getAsInt()).isEqualTo(count);
        assertThat(page.run("1").reply().get("execution_count").getAsInt()).isEqualTo(count + 1);
    }

    @Test
    void aSilentCellCountsForNothing() {
        int before = page.run("0").reply().get("execution_count").getAsInt();
        Answer silent = page.ask("execute_request", json("{'code': '7', 'silent': true}"));
        assertThat(silent.types()).containsExactly("status", "status");
        Answer unstored = page.ask("execute_request", json("{'code': '7', 'store_history': false}"));
        assertThat(unstored.data("execute_result", "text/plain")).isEqualTo("7");
        assertThat(unstored.reply().get("execution_count").getAsInt()).isEqualTo(before);
        assertThat(page.run("0").reply().get("execution_count").getAsInt()).isEqualTo(before + 1);
    }

    @Test
    void userExpressionsAreEvaluatedBehindTheCell() {
        Answer answer = page.ask("execute_request", json(
                "{'code': 'int asked = 3;', "
                        + "'user_expressions': {'good': 'asked * 2', 'bad': 'nobody', 'none': 'int i;'}}"));
        JsonObject results = answer.reply().getAsJsonObject("user_expressions");
        assertThat(results.getAsJsonObject("good").getAsJsonObject("data").get("text/plain").getAsString())
                .isEqualTo("6");
        assertThat(results.getAsJsonObject("bad").get("evalue").getAsString()).contains("cannot find symbol");
        assertThat(results.getAsJsonObject("none").get("status").getAsString()).isEqualTo("error");
    }

    @Test
    void anErrorIsPublishedAndAnswered() {
        Answer answer = page.run("int wrong = 1;\nthrow new IllegalStateException(\"no luck\");");
        int count = answer.reply().get("execution_count").getAsInt();
        assertThat(answer.status()).isEqualTo("error");
        assertThat(answer.reply().get("ename").getAsString()).isEqualTo("java.lang.IllegalStateException");
        JsonObject error = answer.content("error");
        assertThat(error.get("evalue").getAsString()).isEqualTo("IllegalStateException: no luck");
        assertThat(error.getAsJsonArray("traceback").get(1).getAsString()).isEqualTo("  at cell " + count + ", line 2");
    }

    @Test
    void cellsThatWaitBehindAFailedOneAreAborted() {
        page.send(code("int tries = 0; Thread.sleep(300); int z = 0; 1 / z"));
        page.send(code("tries = 1"));
        page.send(code("tries = 2"));
        assertThat(page.await().status()).isEqualTo("error");
        assertThat(page.await().status()).isEqualTo("aborted");
        assertThat(page.await().status()).isEqualTo("aborted");
        assertThat(page.run("tries").data("execute_result", "text/plain")).isEqualTo("0");
    }

    @Test
    void cellsBehindAFailedOneRunIfTheFrontEndWishes() {
        JsonObject cell = code("Thread.sleep(100); Integer.parseInt(\"x\")");
        cell.addProperty("stop_on_error", false);
        page.send(cell);
        page.send(code("int next = 5; next"));
        assertThat(page.await().status()).isEqualTo("error");
        assertThat(page.await().status()).isEqualTo("ok");
    }

    @Test
    void completesNames() {
        JsonObject reply = page.ask("complete_request", json("{'code': 'Tensor.zer', 'cursor_pos': 10}")).reply();
        assertThat(reply.getAsJsonArray("matches").toString()).contains("zeros(").contains("zerosLike(");
        assertThat(reply.get("cursor_start").getAsInt()).isEqualTo(7);
        assertThat(reply.get("cursor_end").getAsInt()).isEqualTo(10);
    }

    @Test
    void positionsAreCountedInCharacters() {
        JsonObject request = code("String s = \"\ud83d\ude00\"; Tensor.zer"); // one character, two halves
        request.addProperty("cursor_pos", 26);
        JsonObject reply = page.ask("complete_request", request).reply();
        assertThat(reply.getAsJsonArray("matches").toString()).contains("zeros(");
        assertThat(reply.get("cursor_start").getAsInt()).isEqualTo(23);
    }

    @Test
    void knowsWhetherACellIsWhole() {
        assertThat(wholeness("int a = 1;")).isEqualTo("complete");
        assertThat(wholeness("for (;;) {")).isEqualTo("incomplete");
        assertThat(wholeness("int 3x = \"")).isEqualTo("invalid");
    }

    private static String wholeness(String code) {
        return page.ask("is_complete_request", code(code)).status();
    }

    @Test
    void tellsWhatANameIs() {
        JsonObject found = page.ask("inspect_request", json("{'code': 'Tensor.zeros(2)', 'cursor_pos': 9}")).reply();
        assertThat(found.get("found").getAsBoolean()).isTrue();
        assertThat(found.getAsJsonObject("data").get("text/plain").getAsString()).contains("Tensor.zeros(int... dims)");
        JsonObject missing = page.ask("inspect_request", json("{'code': 'nobody', 'cursor_pos': 3}")).reply();
        assertThat(missing.get("found").getAsBoolean()).isFalse();
    }

    @Test
    void remembersCells() {
        page.run("int remembered = 1;");
        JsonObject tail = page.ask("history_request", json("{'hist_access_type': 'tail', 'n': 1}")).reply();
        assertThat(tail.getAsJsonArray("history").get(0).getAsJsonArray().get(2).getAsString())
                .isEqualTo("int remembered = 1;");
        JsonObject found = page.ask("history_request",
                json("{'hist_access_type': 'search', 'pattern': '*remem?ered*', 'n': 9}")).reply();
        assertThat(found.getAsJsonArray("history")).isNotEmpty();
        JsonObject none = page.ask("history_request",
                json("{'hist_access_type': 'search', 'pattern': 'x*y*z'}")).reply();
        assertThat(none.getAsJsonArray("history")).isEmpty();
    }

    @Test
    void hasNoCommsAndClosesThem() {
        assertThat(page.ask("comm_info_request", new JsonObject()).reply().getAsJsonObject("comms").size()).isZero();
        page.send("comm_open", json("{'comm_id': 'c1', 'target_name': 'widget', 'data': {}}"));
        assertThat(page.awaitPublished("comm_close").content().get("comm_id").getAsString()).isEqualTo("c1");
        page.published();
    }

    @Test
    void answersTheHeartbeat() {
        assertThat(page.heartbeat("ping")).isEqualTo("ping");
    }

    @Test
    void aMessageWithAWrongSignatureIsIgnoredAndReported() {
        page.run("int forged = 0;");
        page.forge("forged = 1");
        page.garble();
        assertThat(page.run("forged").data("execute_result", "text/plain")).isEqualTo("0");
        assertThat(page.log).anyMatch(line -> line.contains("signature is wrong"))
                .anyMatch(line -> line.contains("no delimiter"));
    }

    @Test
    void aRequestWithoutCodeIsAnsweredByAnError() {
        Answer answer = page.ask("execute_request", new JsonObject());
        assertThat(answer.status()).isEqualTo("error");
        assertThat(answer.reply().get("evalue").getAsString()).isEqualTo("the request has no code");
    }

    @Test
    void aCellAsksTheUserForALine() {
        JsonObject cell = code("String name = new java.util.Scanner(System.in).nextLine(); name");
        cell.addProperty("allow_stdin", true);
        page.send(cell);
        assertThat(page.answerQuestion("Ada").get("password").getAsBoolean()).isFalse();
        assertThat(page.await().data("execute_result", "text/plain")).isEqualTo("Ada");
    }

    @Test
    void aCellThatMayNotAskIsTold() {
        Answer answer = page.run("System.in.read()");
        assertThat(answer.reply().get("evalue").getAsString()).contains("this front end takes no input");
    }

    @Test
    void anEndlessLoopIsInterrupted() throws InterruptedException {
        page.send(code("System.out.println(1);\nlong spins = 0; while (true) { spins++; }"));
        interruptRunningCell("stream");
        Answer answer = page.await();
        assertThat(answer.reply().get("ename").getAsString()).isEqualTo("Interrupted");
        assertThat(page.run("spins > 1000").data("execute_result", "text/plain")).isEqualTo("true");
    }

    @Test
    void anInterruptThatACellsThreadSendsLaterHarmsNobody() throws InterruptedException {
        page.run("""
                Thread cell = Thread.currentThread();
                Thread.ofPlatform().daemon().start(() -> {
                    for (int i = 0; i < 50; i++) { LockSupport.parkNanos(20_000_000); cell.interrupt(); }
                });""".replace("LockSupport", "java.util.concurrent.locks.LockSupport"));
        Thread.sleep(1500);
        assertThat(page.run("4 + 4").data("execute_result", "text/plain")).isEqualTo("8");
        assertThat(page.log).noneMatch(line -> line.contains("unexpected"));
    }

    @Test
    void aQuestionToTheUserIsInterrupted() throws InterruptedException {
        JsonObject cell = code("int read = System.in.read();");
        cell.addProperty("allow_stdin", true);
        page.send(cell);
        interruptRunningCell("execute_input");
        assertThat(page.await().reply().get("ename").getAsString()).isEqualTo("Interrupted");
        page.answerQuestion("too late");
        assertThat(page.run("5").data("execute_result", "text/plain")).isEqualTo("5");
    }

    /** Interrupts a cell a second after it has published a message of this type. */
    private static void interruptRunningCell(String type) throws InterruptedException {
        page.awaitPublished(type);
        Thread.sleep(1000);
        assertThat(page.control("interrupt_request", new JsonObject()).get("status").getAsString()).isEqualTo("ok");
        page.published(); // the end of the interrupt itself
    }

    @Test
    void interruptsAmongManyQuickCellsHarmNoCompiler() {
        for (int i = 0; i < 40; i++) {
            page.send(code("int among = " + i + "; among"));
            page.control("interrupt_request", new JsonObject()); // before, in or behind the cell
            Answer answer = page.await();
            page.published(); // the end of the other of the two
            if (!answer.status().equals("ok")) {
                assertThat(answer.reply().get("ename").getAsString()).isEqualTo("Interrupted");
            }
            assertThat(page.run("int behind = " + i + ";").status()).isEqualTo("ok");
        }
        assertThat(page.log).noneMatch(line -> line.contains("unexpected"));
    }

    @Test
    void anInterruptBetweenCellsDoesNothing() {
        page.control("interrupt_request", new JsonObject());
        page.published();
        assertThat(page.run("3").data("execute_result", "text/plain")).isEqualTo("3");
    }

    @Test
    void richValuesComeInSeveralForms() {
        Answer tensor = page.run("Tensor.of(1, 2)");
        assertThat(tensor.data("execute_result", "text/html")).startsWith("<table>");
        Answer plot = page.run("Plot.of(\"loss\", \"step\", \"loss\").line(\"a\", 3, 2, 1)");
        assertThat(plot.data("execute_result", "image/svg+xml")).contains("<svg");
        Answer picture = page.run("display(new java.awt.image.BufferedImage(2, 2, 1));");
        assertThat(picture.data("display_data", "image/png")).startsWith("iVBOR");
    }

    @Test
    void aValueIsRedrawnInItsPlace() {
        Answer answer = page.run("for (int i = 0; i < 3; i++) { redraw(\"progress\", i); Thread.sleep(300); }");
        assertThat(answer.types()).containsSubsequence("display_data", "update_display_data", "update_display_data");
        String first = answer.content("display_data").getAsJsonObject("transient").get("display_id").getAsString();
        assertThat(answer.content("update_display_data").getAsJsonObject("transient").get("display_id").getAsString())
                .isEqualTo(first);
    }

    @Test
    void aThreadThatOutlivesItsCellIsStillHeard() {
        page.run("Thread.ofPlatform().start(() -> { try { Thread.sleep(400); } catch (InterruptedException e) { }"
                + " System.out.println(\"from behind\"); });");
        assertThat(page.awaitPublished("stream").content().get("text").getAsString()).isEqualTo("from behind\n");
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> new Kernel(page.ports(), _ -> {})).isInstanceOf(IOException.class)
                .hasMessageContaining("shell socket cannot use tcp://127.0.0.1:" + page.ports().shell());
    }

    @Test
    void endsWhenAsked() throws Exception {
        FrontEnd other = new FrontEnd();
        JsonObject reply = other.control("shutdown_request", json("{'restart': true}"));
        assertThat(reply.get("restart").getAsBoolean()).isTrue();
        assertThat(other.ends()).isTrue();
        other.close();
    }
}
