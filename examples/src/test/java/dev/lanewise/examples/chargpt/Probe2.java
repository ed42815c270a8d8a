package dev.lanewise.examples.chargpt;
import dev.lanewise.data.*; import dev.lanewise.tensor.*; import dev.lanewise.train.*; import dev.lanewise.loss.*; import dev.lanewise.optim.*; import dev.lanewise.random.*;
public class Probe2 { public static void main(String[] a) throws Exception {
  Corpus c = Corpus.load(null, 128); Form f = new Form(c.characters().size(), 128, 4, 128, 4, 0);
  Windows w = Windows.training(c, RandomSource.seed(1)); CharGpt m = new CharGpt(f, RandomSource.seed(1)); AdamW o = new AdamW(m.parameters(), 1e-3);
  TrainStep<Batch<IntTensor,IntTensor>> s = TrainStep.capture(b -> { Tensor y = m.forward(b.inputs()); Tensor l = Losses.crossEntropy(y.reshape(-1, y.dim(-1)), b.targets().reshape(-1)); l.backward(); Gradients.clipNorm(m.parameters(), 1); o.step(); return l; });
  int[] idx = new int[32]; for (int i=0;i<32;i++) idx[i]=i*60;
  for (int i=0;i<Integer.parseInt(a[0]);i++){ long t=System.nanoTime(); float l=s.run(w.batch(idx)).item(); System.out.printf("%d %.3f %.3f s%n", i,l,(System.nanoTime()-t)*1e-9);} } }
