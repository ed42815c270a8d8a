package dev.lanewise.examples.chargpt;
import dev.lanewise.examples.training.*;
import dev.lanewise.parallel.Parallel;
public class Probe { public static void main(String[] a) throws Exception {
  Corpus c = Corpus.load(null, 128); Form f = new Form(c.characters().size(), 128, 4, 128, 4, Double.parseDouble(a[1]));
  Recipe r = new Recipe(f, Integer.parseInt(a[0]), Double.parseDouble(a[2]), 32, 1);
  Windows w = r.windows(c); var t = r.trainer(r.model(), w, Windows.validation(c));
  System.out.println(w.size()+" windows "+t.model().parameterCount()+" = "+f.parameters());
  for (int e=1;e<=r.epochs();e++){ long s=System.nanoTime(); double l=StoppedRun.epoch(t,e).loss(); double sec=(System.nanoTime()-s)*1e-9; System.out.printf("%d %.4f %.4f %.1f s%n", e, l, t.test(e).loss(), sec);} } }
